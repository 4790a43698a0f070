/// Tells from what a connection carries whether its line is slow.
struct LineMeter: Sendable {
    /// Octets a second and connection below which deflating them pays.
    ///
    /// Mail shrinks by a quarter (most of it is compressed already, in Base64), at the price of a core for about 40 MB/s at
    /// the end that deflates: on a fast line that costs more time than it saves.
    static let slow = 6_000_000.0
    /// Seconds of work, and octets that the line carried meanwhile, that make a judgement.
    static let seconds = 2.0
    static let octets = 128 << 10

    private var octets = 0
    private var seconds = 0.0

    /// Adds octets and the seconds that they took; gives whether the line has shown itself to be slow.
    mutating func carried(_ octets: Int, in seconds: Double) -> Bool {
        self.octets += octets
        self.seconds += seconds
        guard self.seconds >= LineMeter.seconds, self.octets >= LineMeter.octets else { return false }
        defer { self = LineMeter() }
        return Double(self.octets) / self.seconds < LineMeter.slow
    }
}
