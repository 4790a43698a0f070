/// When a migration is to begin that does not begin at once.
public struct Schedule: Hashable, Codable, Sendable {
    /// The instant, in seconds since 1970.
    public var start: Int64
    /// The time zone in which the customer named it, such as `Europe/Zurich`; in it the pages tell it.
    public var zone: String

    /// A time to begin.
    public init(start: Int64, zone: String) {
        self.start = start
        self.zone = zone
    }

    /// How far ahead it may be, in seconds: credentials are kept for a migration that waits, but not for ever.
    public static let furthest: Int64 = 30 * 86_400
}
