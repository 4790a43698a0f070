public import MailCore

extension InternalDate {
    /// Reads `date-time` (RFC 9051 §9): `" 1-Jul-1996 02:44:25 -0700"` without its quotes; the day may lack its pad.
    ///
    /// Zones beyond ±24 h and days beyond the month's end are refused; a second of 60 is taken as the next minute's first.
    public init?(imapText octets: some Collection<UInt8>) {
        var reader = DateReader(octets)
        reader.skipSpaces()
        guard let day = reader.number(1...2), reader.take("-"), let month = reader.month(), reader.take("-"),
            let year = reader.number(4...4), reader.take(" "), let hour = reader.number(1...2), reader.take(":"),
            let minute = reader.number(2...2), reader.take(":"), let second = reader.number(2...2), reader.take(" "),
            let offset = reader.zone(), reader.isAtEnd
        else { return nil }
        guard (1...CivilDate.days(in: month, of: year)).contains(day), hour < 24, minute < 60, second <= 60 else {
            return nil
        }
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offset)
        self.init(seconds: seconds, offset: Int32(offset))
    }

    /// The date as APPEND takes it, in its own zone.
    ///
    /// Years that four digits cannot say are moved to the nearest that they
    /// can; 1 January 1970 is the earliest that servers keep, and an earlier one is sent as it is.
    public var imapText: String {
        let zone = min(max(Int64(offset) / 60, -1439), 1439)
        let instant = min(max(seconds, InternalDate.earliest), InternalDate.latest)
        let local = min(max(instant + zone * 60, InternalDate.earliest), InternalDate.latest)
        let (days, time) = CivilDate.split(local)
        let date = CivilDate(daysSinceEpoch: days)
        let minutes = Int(zone.magnitude)
        var text: [UInt8] = []
        text.reserveCapacity(26)
        text.append(date.day < 10 ? UInt8(ascii: " ") : UInt8(48 + date.day / 10))
        text.append(UInt8(48 + date.day % 10))
        text += [UInt8(ascii: "-")] + DateReader.months[date.month - 1] + [UInt8(ascii: "-")]
        text.appendPadded(date.year, 4)
        text.append(UInt8(ascii: " "))
        text.appendPadded(time / 3600, 2)
        text.append(UInt8(ascii: ":"))
        text.appendPadded(time / 60 % 60, 2)
        text.append(UInt8(ascii: ":"))
        text.appendPadded(time % 60, 2)
        text += [UInt8(ascii: " "), UInt8(ascii: zone < 0 ? "-" : "+")]
        text.appendPadded(minutes / 60 * 100 + minutes % 60, 4)
        return String(decoding: text, as: UTF8.self)
    }

    /// 1 January 0000, 00:00, and 31 December 9999, 23:59:59.
    private static let (earliest, latest): (Int64, Int64) = (-62_167_219_200, 253_402_300_799)

    /// The UTC day as SEARCH takes it.
    var imapDay: String {
        let instant = min(max(seconds, InternalDate.earliest), InternalDate.latest)
        let date = CivilDate(daysSinceEpoch: CivilDate.split(instant).days)
        var text = Array("\(date.day)-".utf8) + DateReader.months[date.month - 1] + [UInt8(ascii: "-")]
        text.appendPadded(date.year, 4)
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends a number as decimal digits.
    fileprivate mutating func appendPadded(_ number: Int, _ digits: Int) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(48 + number / divisor % 10))
            divisor /= 10
        }
    }
}
