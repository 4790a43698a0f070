import FoundationEssentials
import IMAP
import MailCore
import Testing

@Suite struct InternalDateTests {
    static let dates: [(String, Int64, Int32)] = [
        ("17-Jul-1996 02:44:25 -0700", 837_596_665, -25200), (" 1-Jan-1970 00:00:00 +0000", 0, 0),
        ("31-Dec-1969 23:59:59 +0000", -1, 0), (" 1-Jan-1970 00:00:00 +0100", -3600, 3600),
        ("19-Jan-2038 03:14:08 +0000", 2_147_483_648, 0), ("29-Feb-2000 12:00:00 +0545", 951_804_900, 20700),
        (" 1-Jan-1900 00:00:00 +0000", -2_208_988_800, 0), ("31-Dec-9999 23:59:59 +0000", 253_402_300_799, 0),
        ("28-Feb-1995 10:20:30 +0530", 793_947_030, 19800), (" 1-Jan-0001 00:00:00 +0000", -62_135_596_800, 0),
        ("10-Oct-2010 10:10:10 -2359", 1_286_791_750, -86340),
    ]

    @Test("a date is read and written", arguments: dates)
    func roundTrip(_ text: String, _ seconds: Int64, _ offset: Int32) throws {
        let date = try #require(InternalDate(imapText: Array(text.utf8)))
        #expect(date.seconds == seconds)
        #expect(date.offset == offset)
        #expect(date.imapText == text)
    }

    @Test(
        "servers' spellings are read",
        arguments: [
            "1-Jul-1996 02:44:25 +0000", "01-JUL-1996 02:44:25 +0000", "  1-jul-1996 2:44:25 +0000",
            " 1-Jul-1996 02:44:25 -0000",
        ]
    )
    func spellings(_ text: String) {
        #expect(InternalDate(imapText: Array(text.utf8))?.seconds == 836_189_065)
    }

    @Test("a leap second is the next minute's first")
    func leapSecond() {
        #expect(InternalDate(imapText: Array("31-Dec-2016 23:59:60 +0000".utf8))?.seconds == 1_483_228_800)
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "", " ", "32-Jan-2000 00:00:00 +0000", "29-Feb-1900 00:00:00 +0000", "31-Apr-2000 00:00:00 +0000",
            "0-Jan-2000 00:00:00 +0000", "1-Foo-2000 00:00:00 +0000", "1-Jan-00 00:00:00 +0000",
            "1-Jan-2000 24:00:00 +0000",
            "1-Jan-2000 00:60:00 +0000", "1-Jan-2000 00:00:61 +0000", "1-Jan-2000 00:00:00", "1-Jan-2000 00:00:00 0000",
            "1-Jan-2000 00:00:00 +2400", "1-Jan-2000 00:00:00 +0160", "1-Jan-2000 00:00:00 +0000 x",
            "1 Jan 2000 00:00:00 +0000",
            "99999999-Jan-2000 00:00:00 +0000", "1-Jan-2000 00:00:00 UTC",
        ]
    )
    func refused(_ text: String) {
        #expect(InternalDate(imapText: Array(text.utf8)) == nil)
    }

    @Test("every instant survives, and agrees with the library's calendar")
    func randomInstants() throws {
        var generator = SeededGenerator(seed: 38)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for _ in 0..<2000 {
            let seconds = Int64.random(in: -2_208_988_800...253_402_214_400, using: &generator)
            let zone = Int32.random(in: -1439...1439, using: &generator) * 60
            let date = InternalDate(seconds: seconds, offset: zone)
            let read = try #require(InternalDate(imapText: Array(date.imapText.utf8)))
            #expect(read == date && read.offset == zone)
            let parts = calendar.dateComponents([.year, .day], from: Date(timeIntervalSince1970: Double(seconds)))
            let text = InternalDate(seconds: seconds).imapText
            #expect(Int(text.prefix(2).drop { $0 == " " }) == parts.day)
            #expect(Int(text.dropFirst(7).prefix(4)) == parts.year)
        }
    }

    static let extremes: [(Int64, Int32)] = [
        (.max, .max), (.min, .min), (0, .max), (.max, 0), (253_402_300_799, 86_340),
    ]

    @Test("dates beyond four digits and zones beyond a day are still sent as something valid", arguments: extremes)
    func beyond(_ seconds: Int64, _ offset: Int32) {
        let text = InternalDate(seconds: seconds, offset: offset).imapText
        #expect(text.utf8.count == 26)
    }
}
