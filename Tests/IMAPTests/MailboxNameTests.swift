import IMAP
import Testing

@Suite struct MailboxNameTests {
    static let names: [(String, String)] = [
        ("INBOX", "INBOX"), ("", ""), ("a&b", "a&-b"), ("&", "&-"), ("Entwürfe", "Entw&APw-rfe"), ("日本語", "&ZeVnLIqe-"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"), ("😀x", "&2D3eAA-x"), ("a\tb", "a&AAk-b"),
        ("Hi Mom -☺-!", "Hi Mom -&Jjo--!"), ("é&é", "&AOk-&-&AOk-"), ("\u{1}", "&AAE-"),
        ("Отправленные", "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-"),
    ]

    @Test("names follow RFC 3501 §5.1.3 both ways", arguments: names)
    func modifiedUTF7(_ name: String, _ wire: String) {
        #expect(ModifiedUTF7.encode(name) == wire)
        #expect(ModifiedUTF7.decode(Array(wire.utf8)) == name)
    }

    @Test(
        "a name that is not valid stays as it is written",
        arguments: [
            "&", "a&b", "&AOk", "&A-", "&AO-", "&!!-", "&2D0-", "&3gA-", "&AOk=-", "M&M's", "&AOl-", "Entwürfe", "&ä-",
        ]
    )
    func invalid(_ wire: String) {
        #expect(ModifiedUTF7.decode(Array(wire.utf8)) == wire)
    }

    @Test("any name comes back from the wire")
    func randomNames() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let scalars = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
                Unicode.Scalar(
                    UInt32.random(in: 1...(Bool.random(using: &generator) ? 0x7F : 0x1FFFF), using: &generator)
                )
            }
            let name = String(String.UnicodeScalarView(scalars))
            let wire = ModifiedUTF7.encode(name)
            #expect(wire.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            #expect(ModifiedUTF7.decode(Array(wire.utf8)).unicodeScalars.elementsEqual(name.unicodeScalars))
        }
    }

    @Test("any octets come back from a name's text")
    func randomOctets() {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<2000 {
            let wire = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let name = MailboxName(wire: wire)
            #expect(MailboxName(text: name.text).wire == wire)
            _ = ModifiedUTF7.decode(wire)
        }
    }

    @Test(
        "a path becomes a name and comes back",
        arguments: [
            (["INBOX"], Character("/"), "INBOX"), (["A&B", "Entwürfe"], ".", "A&-B.Entw&APw-rfe"),
            (["a", "b", "c"], "\\", "a\\b\\c"),
        ]
    )
    func levels(_ levels: [String], _ separator: Character, _ wire: String) {
        let name = MailboxName(levels: levels, separator: separator)
        #expect(name.wire == Array(wire.utf8))
        #expect(name.levels(separator: separator) == levels)
        #expect(name.levels(separator: nil) == [ModifiedUTF7.decode(Array(wire.utf8))])
    }

    @Test("INBOX is INBOX in any case")
    func inbox() {
        #expect(MailboxName(text: "inBox").isInbox && !MailboxName(text: "INBOX.x").isInbox)
    }
}
