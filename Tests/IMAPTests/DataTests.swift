import IMAP
import MailCore
import Testing

@Suite struct DataTests {
    private static func listing(
        _ name: String,
        _ separator: Character?,
        _ attributes: Set<String> = [],
        oldName: String? = nil
    ) -> MailboxListing {
        var listing = MailboxListing(MailboxName(text: name), separator: separator, attributes: attributes)
        listing.oldName = oldName.map { MailboxName(text: $0) }
        return listing
    }

    static let listings: [(String, MailboxListing)] = [
        ("(\\HasNoChildren \\Sent) \"/\" \"Sent\"", listing("Sent", "/", ["\\hasnochildren", "\\sent"])),
        ("(\\Noselect) \"/\" foo", listing("foo", "/", ["\\noselect"])),
        ("() NIL INBOX", listing("INBOX", nil)),
        ("NIL \".\" INBOX.Sent", listing("INBOX.Sent", ".")),
        ("(\\Marked) \"\\\\\" \"a\\\\b\"", listing("a\\b", "\\", ["\\marked"])),
        ("() \"\" flat", listing("flat", nil)),
        ("(\\Subscribed \\NonExistent) \"/\" \"gone\"", listing("gone", "/", ["\\subscribed", "\\nonexistent"])),
        ("() \"/\" \"Foo\" (\"CHILDINFO\" (\"SUBSCRIBED\"))", listing("Foo", "/")),
        ("() \"/\" \"b\" (\"OLDNAME\" (\"a\") X-Y (1 (2)))", listing("b", "/", oldName: "a")),
        ("() \"/\" Gesendete Objekte", listing("Gesendete Objekte", "/")),
        ("() \"/\" [Gmail]/&BB8EQA-", listing("[Gmail]/&BB8EQA-", "/")),
        ("() \"/\" \"Entw\u{FC}rfe\"", listing("Entw\u{FC}rfe", "/")),
        ("() \"/\" NIL", listing("NIL", "/")),
    ]

    @Test("LIST and LSUB give a mailbox", arguments: listings)
    func list(_ line: String, _ expected: MailboxListing) {
        #expect(read(lines("* LIST \(line)")).events == [.untagged(.list(expected))])
        #expect(read(lines("* lsub \(line)")).events == [.untagged(.lsub(expected))])
    }

    @Test("a mailbox name may be a literal of any octets")
    func literalName() {
        let octets = Array("* LIST () \"/\" {4}\r\n".utf8) + [0xFC, 34, 13, 10] + Array("\r\n".utf8)
        let name = MailboxName(wire: [0xFC, 34, 13, 10])
        #expect(read(octets).events == [.untagged(.list(MailboxListing(name, separator: "/")))])
    }

    @Test(
        "attributes say what a mailbox is for and whether it can be opened",
        arguments: [
            ("\\all", SpecialUse.all), ("\\allmail", .all), ("\\archive", .archive), ("\\drafts", .drafts),
            ("\\flagged", .flagged), ("\\starred", .flagged), ("\\important", .important), ("\\junk", .junk),
            ("\\spam", .junk), ("\\sent", .sent), ("\\trash", .trash), ("\\marked", nil),
        ]
    )
    func specialUse(_ attribute: String, _ use: SpecialUse?) {
        let listing = Self.listing("x", "/", [attribute])
        #expect(listing.specialUse == use)
        #expect(listing.isSelectable)
        #expect(!Self.listing("x", "/", ["\\noselect"]).isSelectable)
        #expect(!Self.listing("x", "/", ["\\nonexistent"]).isSelectable)
        #expect(Self.listing("x", "/", ["\\subscribed"]).isSubscribed)
    }

    private static func status(_ name: String, _ change: (inout MailboxStatus) -> Void) -> MailboxStatus {
        var status = MailboxStatus(MailboxName(text: name))
        change(&status)
        return status
    }

    static let statuses: [(String, MailboxStatus)] = [
        (
            "blurdybloop (MESSAGES 231 UIDNEXT 44292)",
            status("blurdybloop") { ($0.messages, $0.uidNext) = (231, 44292) }
        ),
        (
            "\"a b\" ( UIDVALIDITY 1 UNSEEN 2 DELETED 3 SIZE 5000000000 HIGHESTMODSEQ 0 MAILBOXID (F1) APPENDLIMIT 35 X (1 2) ) ",
            status("a b") {
                ($0.uidValidity, $0.unseen, $0.deleted, $0.size) = (1, 2, 3, 5_000_000_000)
                ($0.highestModSeq, $0.mailboxID, $0.appendLimit) = (0, "F1", 35)
            }
        ),
        ("INBOX (APPENDLIMIT NIL)", status("INBOX") { _ in }),
        ("INBOX (X-GUID 0a1b2c MESSAGES 1)", status("INBOX") { ($0.guid, $0.messages) = ("0a1b2c", 1) }),
        ("INBOX ()", status("INBOX") { _ in }),
        ("Sent Items (MESSAGES 3)", status("Sent Items") { $0.messages = 3 }),
        ("INBOX (UIDNEXT 4294967296 MESSAGES 1)", status("INBOX") { $0.messages = 1 }),
    ]

    @Test("STATUS gives what is known of a mailbox", arguments: statuses)
    func status(_ line: String, _ expected: MailboxStatus) {
        #expect(read(lines("* STATUS \(line)")).events == [.untagged(.mailboxStatus(expected))])
    }

    private static func result(_ change: (inout SearchResult) -> Void) -> UntaggedResponse {
        var result = SearchResult()
        change(&result)
        return .search(result)
    }

    static let data: [(String, UntaggedResponse)] = [
        ("SEARCH", result { $0.all = UIDSet([]) }),
        ("SEARCH 2 3 84 882 ", result { $0.all = UIDSet([2, 3, 84, 882]) }),
        ("SEARCH 2 (MODSEQ 917162500)", result { ($0.all, $0.modSeq) = (UIDSet([2]), 917_162_500) }),
        (
            "ESEARCH (TAG \"a282\") UID MIN 2 MAX 47 COUNT 25 ALL 2,10:11 MODSEQ 5 PARTIAL (1:9 2)",
            result {
                ($0.tag, $0.min, $0.max, $0.count) = ("a282", 2, 47, 25)
                ($0.all, $0.modSeq) = (UIDSet([2, 10, 11]), 5)
            }
        ),
        ("ESEARCH UID COUNT 0", result { $0.count = 0 }),
        ("VANISHED (EARLIER) 41,43:116", .vanished(earlier: true, UIDSet(ranges: [41...41, 43...116]))),
        ("VANISHED 405", .vanished(earlier: false, UIDSet([405]))),
        ("FLAGS (\\Answered \\Seen $Junk)", .flags(Flags([.answered, .seen], keywords: ["$Junk"]))),
        ("172 EXISTS", .exists(172)), ("5 RECENT", .recent(5)), ("44 EXPUNGE", .expunge(44)),
        ("CAPABILITY IMAP4rev1 AUTH=PLAIN ", .capability(Capabilities(["IMAP4rev1", "AUTH=PLAIN"]))),
        ("ENABLED CONDSTORE QRESYNC", .enabled(["CONDSTORE", "QRESYNC"])), ("ENABLED", .enabled([])),
        (
            "NAMESPACE ((\"\" \"/\")(\"#mh/\" \"/\" \"X-PARAM\" (\"FLAG1\" \"FLAG2\"))) NIL ((\"#shared.\" \".\"))",
            .namespace(
                Namespaces(
                    personal: [
                        Namespace(prefix: MailboxName(wire: []), separator: "/"),
                        Namespace(prefix: MailboxName(text: "#mh/"), separator: "/"),
                    ],
                    shared: [Namespace(prefix: MailboxName(text: "#shared."), separator: ".")]
                )
            )
        ),
        ("NAMESPACE ((\"INBOX\" NIL))", .namespace(Namespaces(personal: [Namespace(prefix: .inbox, separator: nil)]))),
        ("ID (\"Name\" \"Cyrus\" \"os\" NIL)", .id(["name": "Cyrus"])), ("ID NIL", .id([:])),
        (
            "QUOTA \"\" (STORAGE 10 512)",
            .quota(Quota(root: "", resources: [Quota.Resource(name: "STORAGE", usage: 10, limit: 512)]))
        ),
        ("QUOTA x ()", .quota(Quota(root: "x", resources: []))),
        (
            "QUOTA \"User quota\" (message 1 18446744073709551615)",
            .quota(Quota(root: "User quota", resources: [Quota.Resource(name: "MESSAGE", usage: 1, limit: .max)]))
        ),
        ("QUOTAROOT INBOX \"\" b", .quotaRoot(.inbox, roots: ["", "b"])),
        ("XYZZY (anything {goes", .unknown("XYZZY")), ("5 XYZZY", .unknown("XYZZY")),
    ]

    @Test("untagged data is read", arguments: data)
    func untagged(_ line: String, _ expected: UntaggedResponse) {
        #expect(read(lines("* \(line)")).events == [.untagged(expected)])
    }

    @Test("quota tells what is free")
    func freeOctets() {
        func free(_ usage: Int, _ limit: Int) -> Int? {
            Quota(root: "", resources: [Quota.Resource(name: "STORAGE", usage: usage, limit: limit)]).freeOctets
        }
        #expect(free(10, 512) == 502 * 1024)
        #expect(free(600, 512) == 0)
        #expect(free(0, .max) == .max)
        #expect(Quota(root: "", resources: []).freeOctets == nil)
    }

    @Test("capabilities are found whatever their case")
    func capabilities() {
        let capabilities = Capabilities(["IMAP4rev1", "Literal-", "AUTH=PLAIN", "auth=xoauth2", "APPENDLIMIT=35000000"])
        #expect(capabilities.contains("imap4REV1"))
        #expect(capabilities.mechanisms == ["PLAIN", "XOAUTH2"])
        #expect(capabilities.literals == .nonSynchronizingSmall)
        #expect(capabilities.appendLimit == 35_000_000)
        #expect(Capabilities(["LITERAL+", "LITERAL-"]).literals == .nonSynchronizing)
        #expect(Capabilities(["IMAP4rev2"]).literals == .nonSynchronizingSmall)
        #expect(Capabilities(["IMAP4rev1", "APPENDLIMIT"]).literals == .synchronizing)
    }
}
