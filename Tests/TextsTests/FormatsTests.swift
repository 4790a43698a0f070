import Testing

@testable import Texts

@Suite("Formats")
struct FormatsTests {
    private let zurich = Zone.fixed(seconds: 3600)
    /// Friday, 20 November 2026, 13:05:09 UTC.
    private let instant: Int64 = 1_795_179_909

    @Test(
        "numbers are grouped as the language does",
        arguments: [
            (0, "0", "0", "0"), (999, "999", "999", "999"), (1000, "1’000", "1,000", "1\u{202F}000"),
            (31_002, "31’002", "31,002", "31\u{202F}002"),
            (-1_234_567, "-1’234’567", "-1,234,567", "-1\u{202F}234\u{202F}567"),
        ]
    )
    func numbers(value: Int, german: String, english: String, french: String) {
        #expect(Formats(.de).number(value) == german)
        #expect(Formats(.en).number(value) == english)
        #expect(Formats(.fr).number(value) == french)
    }

    @Test(
        "sizes have at most three digits and a decimal unit",
        arguments: [
            (0, "0 B", "0 o"), (999, "999 B", "999 o"), (1000, "1 KB", "1 Ko"), (86_400, "86 KB", "86 Ko"),
            (999_499, "999 KB", "999 Ko"), (999_900, "1 MB", "1 Mo"), (18_400_000, "18.4 MB", "18,4 Mo"),
            (240_000_000, "240 MB", "240 Mo"), (12_400_000_000, "12.4 GB", "12,4 Go"),
            (3_000_000_000, "3 GB", "3 Go"), (5_000_000_000_000, "5 TB", "5 To"),
        ]
    )
    func sizes(bytes: Int, german: String, french: String) {
        #expect(Formats(.de).size(bytes) == german)
        #expect(Formats(.en).size(bytes) == german)
        #expect(Formats(.fr).size(bytes) == french)
    }

    @Test("dates and times are told in the zone given")
    func dates() {
        let (german, english) = (Formats(.de, zone: zurich), Formats(.en, zone: zurich))
        let french = Formats(.fr, zone: zurich)
        #expect(german.time(instant) == "14:05")
        #expect(german.exactTime(instant) == "14:05:09")
        #expect(german.dateTime(instant) == "Freitag, 20. November 2026, 14:05")
        #expect(german.dayTime(instant) == "20. November, 14:05")
        #expect(english.dateTime(instant) == "Friday, 20 November 2026, 14:05")
        #expect(french.dateTime(instant) == "vendredi 20 novembre 2026, 14:05")
        #expect(Formats(.de, zone: .fixed(seconds: -7 * 3600)).moment(instant) == "20. November 2026, 06:05")
    }

    @Test(
        "the calendar is right from 1901 to 2100, leap days included",
        arguments: [
            (-2_177_452_800, "1 January 1901"), (0, "1 January 1970"), (-1, "31 December 1969"),
            (951_782_400, "29 February 2000"), (2_147_483_647, "19 January 2038"), (4_107_542_400, "1 March 2100"),
        ]
    )
    func calendar(seconds: Int64, expected: String) {
        #expect(Formats(.en, zone: .fixed(seconds: 0)).date(seconds) == expected)
    }

    @Test("the first of the month is «1er» in French")
    func first() {
        #expect(Formats(.fr, zone: .fixed(seconds: 0)).date(0) == "1er janvier 1970")
    }

    @Test(
        "a typed date is forgiven its separators, and a date that does not exist is none",
        arguments: [
            ("1.1.2020", 1_577_836_800), ("01/01/2020", 1_577_836_800), ("2020-01-01", 1_577_836_800),
            ("1. 1. 2020", 1_577_836_800), ("29.2.2020", 1_582_934_400), ("29.2.2021", nil), ("31.4.2020", nil),
            ("1.13.2020", nil), ("gestern", nil), ("", nil), ("1.2020", nil),
        ] as [(String, Int64?)]
    )
    func typed(text: String, expected: Int64?) {
        #expect(Formats.midnight(typed: text) == expected)
    }

    @Test("an instant for programs is RFC 3339, and is read again")
    func rfc3339() {
        #expect(seconds(rfc3339: "2026-11-20T13:05:09Z") == instant)
        #expect(seconds(rfc3339: "2026-11-20T14:05:09.25+01:00") == instant)
        #expect(seconds(rfc3339: "gestern") == nil)
    }

    @Test("durations", arguments: [(5, "5 s"), (59, "59 s"), (180, "3 min"), (148_320, "41 h 12 min"), (-4, "0 s")])
    func durations(seconds: Int, expected: String) {
        #expect(Formats(.de).duration(seconds) == expected)
    }
}

@Suite("Language")
struct LanguageTests {
    @Test(
        "the best of ours is chosen by its quality, whatever the region",
        arguments: [
            ("de-CH,de;q=0.9,en;q=0.8", .de), ("en-US,en;q=0.5", .en), ("it,fr;q=0.7,en;q=0.3", .fr),
            ("en;q=0.1, fr ; q=0.8", .fr), ("it", nil), ("", nil), ("de;q=0,en;q=0.1", .en), ("*", nil),
        ] as [(String, Language?)]
    )
    func acceptLanguage(field: String, expected: Language?) {
        #expect(Language(acceptLanguage: field) == expected)
    }

    @Test(
        "a POSIX locale names a language",
        arguments: [("fr_CH.UTF-8", .fr), ("en", .en), ("C", nil), ("den", nil)] as [(String, Language?)]
    )
    func posix(name: String, expected: Language?) {
        #expect(Language(posixLocale: name) == expected)
    }
}
