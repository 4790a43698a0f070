import MailCore
import Testing

@Suite struct CivilDateTests {
    @Test(
        "a day and its number since 1970 are one",
        arguments: [
            (1970, 1, 1, 0, 4), (1969, 12, 31, -1, 3), (2000, 2, 29, 11_016, 2), (2026, 11, 21, 20_778, 6),
            (1900, 3, 1, -25_508, 4), (2038, 1, 19, 24_855, 2), (0, 3, 1, -719_468, 3), (9999, 12, 31, 2_932_896, 5),
        ] as [(Int, Int, Int, Int64, Int)]
    )
    func days(year: Int, month: Int, day: Int, number: Int64, weekday: Int) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(date.daysSinceEpoch == number)
        #expect(CivilDate(daysSinceEpoch: number) == date)
        #expect(CivilDate.weekday(daysSinceEpoch: number) == weekday)
    }

    @Test("eight hundred years follow each other day by day")
    func sequence() {
        var date = CivilDate(year: 1600, month: 1, day: 1)
        for number in date.daysSinceEpoch..<CivilDate(year: 2400, month: 1, day: 1).daysSinceEpoch {
            #expect(CivilDate(daysSinceEpoch: number) == date)
            date.day += 1
            guard date.day > CivilDate.days(in: date.month, of: date.year) else { continue }
            (date.day, date.month) = (1, date.month + 1)
            guard date.month > 12 else { continue }
            (date.month, date.year) = (1, date.year + 1)
        }
    }

    @Test(
        "an instant is a day and its second, before 1970 too",
        arguments: [
            (0, 0, 0), (86_399, 0, 86_399), (86_400, 1, 0), (-1, -1, 86_399), (-86_400, -1, 0), (-86_401, -2, 86_399),
        ] as [(Int64, Int64, Int)]
    )
    func split(seconds: Int64, days: Int64, second: Int) {
        #expect(CivilDate.split(seconds) == (days, second))
    }
}

@Suite("Days in digits")
struct WrittenDayTests {
    @Test("are read as they are written, and nothing else is", arguments: ["2026-11-21", "2028-02-29", "0999-01-01"])
    func reads(text: String) {
        #expect(CivilDate(iso: text)?.iso == text)
    }

    @Test(
        "that are none are refused",
        arguments: ["2027-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "+026-01-01", "0000-01-01", "21.11.2026", ""]
    )
    func refuses(text: String) {
        #expect(CivilDate(iso: text) == nil)
    }
}
