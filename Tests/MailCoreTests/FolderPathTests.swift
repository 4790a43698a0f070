import MailCore
import Testing

@Suite("Folder paths")
struct FolderPathTests {
    @Test(
        "the text form round-trips",
        arguments: [
            ["INBOX"], ["a/b", "c"], ["*"], ["back\\slash", "="], ["Entwürfe", " trailing "], ["😀"],
            ["a", "\u{301}b"], ["a/\u{301}", "\\\u{301}"],
        ]
    )
    func roundTrip(_ names: [String]) throws {
        let path = try #require(FolderPath(names))
        #expect(FolderPath(text: path.description) == path)
        #expect(path.names == names)
    }

    @Test("top-level INBOX is INBOX in any case, and only there", arguments: ["inbox", "Inbox", "INBOX", "iNbOx"])
    func inbox(_ name: String) throws {
        #expect(FolderPath([name])?.isInbox == true)
        #expect(FolderPath(["Archive", name])?.name == name)
    }

    @Test("what has no name is no path", arguments: ["", "/", "a//b", "a\\"])
    func refused(_ text: String) {
        #expect(FolderPath(text: text) == nil)
    }

    @Test(
        "a pattern matches",
        arguments: [
            ("INBOX", ["INBOX"], true), ("Archiv", ["Archiv", "2020"], false), ("Archiv*", ["Archiv", "2020"], true),
            ("Archiv/*", ["Archiv"], false), ("*/2020", ["Archiv", "2020"], true), ("a\\*b", ["a*b"], true),
            ("a\\*b", ["axb"], false), ("*x*y*", ["1x2y3"], true), ("*x*y", ["yx"], false), ("a/b", ["a/b"], false),
            ("a\\/b", ["a/b"], true), ("*", ["anything", "at", "all"], true),
        ] as [(String, [String], Bool)]
    )
    func pattern(_ text: String, _ names: [String], _ expected: Bool) throws {
        let path = try #require(FolderPath(names))
        #expect(try #require(FolderPattern(text)).matches(path) == expected)
    }
}
