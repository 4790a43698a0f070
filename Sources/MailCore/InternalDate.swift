/// When a server says that it received a message (INTERNALDATE, RFC 9051 §2.3.3): an instant, and the zone it was given in.
public struct InternalDate: Codable, Sendable, Comparable, Hashable {
    /// Seconds since 1 January 1970, 00:00 UTC.
    public var seconds: Int64
    /// Seconds east of UTC; only for display and for sending the date as it was written.
    public var offset: Int32

    /// An instant and its zone.
    public init(seconds: Int64, offset: Int32 = 0) {
        self.seconds = seconds
        self.offset = offset
    }

    /// Equal instants are equal dates, whatever the zone: servers answer in a zone of their own.
    public static func == (left: InternalDate, right: InternalDate) -> Bool { left.seconds == right.seconds }

    /// Orders by instant.
    public static func < (left: InternalDate, right: InternalDate) -> Bool { left.seconds < right.seconds }

    /// Hashes the instant.
    public func hash(into hasher: inout Hasher) { hasher.combine(seconds) }
}
