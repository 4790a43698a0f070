import Glibc
import MailCore

/// The time zone in which instants are told.
public struct Zone: Sendable {
    /// Seconds east of UTC at an instant given in seconds since 1970.
    public var offset: @Sendable (Int64) -> Int

    /// A zone.
    public init(offset: @escaping @Sendable (Int64) -> Int) { self.offset = offset }

    /// The machine's own (`TZ`, `/etc/localtime`).
    public static let system = Zone { seconds in
        var time = time_t(seconds)
        var parts = tm()
        return localtime_r(&time, &parts) == nil ? 0 : parts.tm_gmtoff
    }

    /// Always that far east of UTC.
    public static func fixed(seconds: Int) -> Zone { Zone { _ in seconds } }
}

/// An instant as clock and calendar of a zone show it.
struct Moment: Equatable {
    var year: Int
    var month: Int
    var day: Int
    /// 0 is Sunday.
    var weekday: Int
    var hour: Int
    var minute: Int
    var second: Int

    init(_ seconds: Int64, in zone: Zone) {
        let local = seconds + Int64(zone.offset(seconds))
        let (days, clock) = CivilDate.split(local)
        let date = CivilDate(daysSinceEpoch: days)
        (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60)
        weekday = CivilDate.weekday(daysSinceEpoch: days)
        (year, month, day) = (date.year, date.month, date.day)
    }
}

/// Seconds since 1970 of an RFC 3339 date-time; nil where it is none.
func seconds(rfc3339 text: String) -> Int64? {
    let scalars = Array(text.utf8)
    guard scalars.count >= 20 else { return nil }
    func number(_ range: Range<Int>) -> Int? { Int(String(decoding: scalars[range], as: UTF8.self)) }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
        let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month)
    else { return nil }
    var rest = scalars[19...]
    if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop { (48...57).contains($0) } }
    var offset = 0
    if rest.first != UInt8(ascii: "Z"), rest.first != UInt8(ascii: "z") {
        let text = String(decoding: rest, as: UTF8.self)
        guard text.count == 6, let hours = Int(text.prefix(3)), let minutes = Int(text.suffix(2)) else { return nil }
        offset = (abs(hours) * 60 + minutes) * 60 * (text.hasPrefix("-") ? -1 : 1)
    }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    return days * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
}
