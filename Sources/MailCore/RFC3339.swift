/// Instants as RFC 3339 writes them, in UTC.
public enum RFC3339 {
    /// The instant of that many seconds since 1970, such as 2026-11-20T13:40:00Z.
    public static func text(_ seconds: Int64) -> String {
        let (days, second) = CivilDate.split(seconds)
        let date = CivilDate(daysSinceEpoch: days)
        let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T\(clock)Z"
    }

    /// The instant of a date.
    public static func text(_ date: InternalDate) -> String { text(date.seconds) }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
