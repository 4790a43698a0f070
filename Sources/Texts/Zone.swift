import Glibc

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
        let days = Int((local >= 0 ? local : local - 86_399) / 86_400)
        let clock = Int(local) - days * 86_400
        (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60)
        weekday = ((days % 7) + 11) % 7
        (year, month, day) = Moment.civil(days)
    }

    /// The proleptic Gregorian date of a day counted from 1 January 1970; eras of 400 years begin in March.
    private static func civil(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
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
    return Int64(days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset)
}

/// Days from 1 January 1970 to a Gregorian date.
func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}
