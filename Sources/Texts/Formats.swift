import MailCore

/// Numbers, sizes, dates and durations as a language writes them; times in a zone that is given.
public struct Formats: Sendable {
    /// The language.
    public let language: Language
    /// The zone of all times.
    public let zone: Zone

    /// The formats of a language.
    public init(_ language: Language, zone: Zone = .system) {
        self.language = language
        self.zone = zone
    }

    /// A whole number in groups of three: 31’002, 31,002, 31 002.
    public func number(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped += separator }
            grouped.append(digit)
        }
        return value < 0 ? "-\(grouped)" : grouped
    }

    /// A number with one decimal, or none where it is zero.
    public func decimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        guard tenths % 10 != 0 else { return number(tenths / 10) }
        return number(tenths / 10) + (language == .fr ? "," : ".") + String(abs(tenths % 10))
    }

    /// A size in decimal units: 86 KB, 18.4 MB, 12.4 GB.
    public func size(_ bytes: Int) -> String {
        let units = language == .fr ? ["o", "Ko", "Mo", "Go", "To"] : ["B", "KB", "MB", "GB", "TB"]
        var value = Double(bytes)
        var unit = 0
        while unit < units.count - 1, value >= (unit == 0 ? 1000 : 999.5) {
            value /= 1000
            unit += 1
        }
        let text = unit < 2 || value >= 100 ? number(Int(value.rounded())) : decimal(value)
        return "\(text) \(units[unit])"
    }

    /// The time of day: 14:05.
    public func time(_ seconds: Int64) -> String {
        let moment = Moment(seconds, in: zone)
        return "\(two(moment.hour)):\(two(moment.minute))"
    }

    /// The time of day with seconds: 14:05:09.
    public func exactTime(_ seconds: Int64) -> String {
        "\(time(seconds)):\(two(Moment(seconds, in: zone).second))"
    }

    /// The date, such as «20 November 2026».
    public func date(_ seconds: Int64) -> String {
        let moment = Moment(seconds, in: zone)
        return "\(dayAndMonth(moment)) \(moment.year)"
    }

    /// Weekday, date and time, such as «Friday, 20 November 2026, 13:40».
    public func dateTime(_ seconds: Int64) -> String {
        let weekday = Calendar.weekdays(language)[Moment(seconds, in: zone).weekday]
        return "\(weekday)\(language == .fr ? "" : ",") \(date(seconds)), \(time(seconds))"
    }

    /// Date and time without weekday, such as «20 November 2026, 13:40».
    public func moment(_ seconds: Int64) -> String { "\(date(seconds)), \(time(seconds))" }

    /// Date without year, and time, such as «22 November, 14:47».
    public func dayTime(_ seconds: Int64) -> String {
        "\(dayAndMonth(Moment(seconds, in: zone))), \(time(seconds))"
    }

    /// The date in digits, as forms take it: 20.11.2026, 20/11/2026.
    public func shortDate(_ seconds: Int64) -> String {
        let moment = Moment(seconds, in: zone)
        let separator = language == .de ? "." : "/"
        return "\(moment.day)\(separator)\(moment.month)\(separator)\(moment.year)"
    }

    /// The date as date inputs hold it: 2026-11-20.
    public func isoDate(_ seconds: Int64) -> String {
        let moment = Moment(seconds, in: zone)
        return "\(moment.year)-\(two(moment.month))-\(two(moment.day))"
    }

    /// The zone at an instant by its distance from UTC: UTC+1, UTC−3:30.
    public func zoneName(_ seconds: Int64) -> String {
        let minutes = zone.offset(seconds) / 60
        guard minutes != 0 else { return "UTC" }
        let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
        return "UTC\(minutes < 0 ? "\u{2212}" : "+")\(hours)\(rest == 0 ? "" : ":\(two(rest))")"
    }

    /// The UTC midnight that begins a day typed as 1.1.2020, 1/1/2020 or 2020-01-01; nil where it is no date.
    public static func midnight(typed text: String) -> Int64? {
        let parts = text.split { ".-/ ".contains($0) }.map { Int($0) }
        guard parts.count == 3, let first = parts[0], let month = parts[1], let last = parts[2] else { return nil }
        let (year, day) = first > 31 ? (first, last) : (last, first)
        guard (1900...2200).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDate.days(in: month, of: year)
        else { return nil }
        return CivilDate(year: year, month: month, day: day).daysSinceEpoch * 86_400
    }

    /// How long: 41 h 12 min, 3 min, 20 s.
    public func duration(_ seconds: Int) -> String {
        let total = max(seconds, 0)
        switch total {
        case ..<60: return "\(total) s"
        case ..<3600: return "\(total / 60) min"
        default: return "\(total / 3600) h \(total / 60 % 60) min"
        }
    }

    /// Whether two instants fall on the same day.
    public func isSameDay(_ one: Int64, _ other: Int64) -> Bool {
        let (left, right) = (Moment(one, in: zone), Moment(other, in: zone))
        return (left.year, left.month, left.day) == (right.year, right.month, right.day)
    }

    private var separator: String {
        switch language {
        case .de: "’"
        case .en: ","
        case .fr: "\u{202F}"
        }
    }

    private func dayAndMonth(_ moment: Moment) -> String {
        let month = Calendar.months(language)[moment.month - 1]
        switch language {
        case .de: return "\(moment.day). \(month)"
        case .en: return "\(moment.day) \(month)"
        case .fr: return "\(moment.day == 1 ? "1er" : String(moment.day)) \(month)"
        }
    }

    private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}

/// The names of months and days.
private enum Calendar {
    static func months(_ language: Language) -> [String] {
        switch language {
        case .de:
            [
                "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
                "November", "Dezember",
            ]
        case .en:
            [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December",
            ]
        case .fr:
            [
                "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                "novembre", "décembre",
            ]
        }
    }

    static func weekdays(_ language: Language) -> [String] {
        switch language {
        case .de: ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"]
        case .en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        case .fr: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"]
        }
    }
}
