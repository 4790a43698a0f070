import MailCore

extension MessageDate {
    /// The date of a header field (RFC 5322 §3.3), in UTC: `Sat, 21 Nov 2026 12:00:00 +0000`.
    public static func format(_ seconds: Int64) -> String {
        let (days, clock) = CivilDate.split(seconds)
        let date = CivilDate(daysSinceEpoch: days)
        let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][CivilDate.weekday(daysSinceEpoch: days)]
        let time = [clock / 3600, clock / 60 % 60, clock % 60].map { $0 < 10 ? "0\($0)" : String($0) }
        return "\(weekday), \(date.day) \(months[date.month - 1]) \(date.year) \(time.joined(separator: ":")) +0000"
    }
}
