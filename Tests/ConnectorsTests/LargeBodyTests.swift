import Connectors
import MailCore
import Peers
import Testing

/// Large messages of servers that send them as they like.
@Suite("Large messages among others")
struct LargeBodyTests {
    private static let box = SourceContainer(kind: .mail, path: .inbox, wireName: "INBOX")
    private static let large = "Subject: large\r\n\r\n" + String(repeating: "0123456789\r\n", count: 100_000)

    private func script(_ lines: String) throws -> ScriptedServer {
        try ScriptedServer(
            """
            S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN UIDPLUS LITERAL+] ready
            C: $ AUTHENTICATE PLAIN *
            S: $ OK [CAPABILITY IMAP4rev1 UIDPLUS LITERAL+ MULTIAPPEND] in
            R: $ EXAMINE INBOX => * 3 EXISTS\\n* OK [UIDVALIDITY 7]\\n* OK [UIDNEXT 9]\\n$ OK done

            """ + lines
        )
    }

    /// What a server sends as `\r\n` has to be `\n` in a script.
    private var literal: String { LargeBodyTests.large.replacing("\r\n", with: "\\n") }

    /// The subjects in the order in which they come, each body read to its end first.
    private func subjects(_ source: any Source, _ uids: [Int]) async throws -> [String] {
        var subjects: [String] = []
        let references = uids.map { Reference("1:7:\($0)") }
        for try await event in source.fetch(references, from: LargeBodyTests.box) {
            guard case .item(let item) = event else {
                subjects.append(event.name)
                continue
            }
            var octets = 0
            switch item.content {
            case .whole(let bytes): octets = bytes.count
            case .stream(_, let stream): while let bytes = try await stream.next() { octets += bytes.count }
            }
            subjects.append("\(item.reference.text) \(item.subject) \(octets)")
        }
        return subjects
    }

    @Test(
        "one that comes ahead of its turn does not wait for it: nothing else could come before",
        .timeLimit(.minutes(1))
    )
    func aheadOfItsTurn() async throws {
        let size = LargeBodyTests.large.utf8.count
        let server = try script(
            """
            R: $ UID FETCH 3,1:2 * => * 1 FETCH (UID 1 FLAGS () BODY[] {\(size)}\\n\(literal))\\n* 2 FETCH (UID 2 FLAGS () BODY[] "Subject: b")\\n* 3 FETCH (UID 3 FLAGS () BODY[] "Subject: c")\\n$ OK done
            """
        )
        let source = Connectors.source(Accounts.settings(server))
        let came = try await subjects(source, [3, 1, 2])
        #expect(came == ["1:7:1 large \(size)", "1:7:3 c 10", "1:7:2 b 10"])
        await source.close()
        server.close()
    }

    @Test("one whose UID comes behind it is never taken for another that is due", .timeLimit(.minutes(1)))
    func uidBehind() async throws {
        let size = LargeBodyTests.large.utf8.count
        let small = "* 1 FETCH (UID 1 FLAGS () BODY[] \"Subject: a\")\\n"
        let big = "* 2 FETCH (FLAGS () BODY[] {\(size)}\\n\(literal) UID 2)\\n"
        let server = try script(
            """
            R: $ UID FETCH 1:2 * => \(big)\(small)$ OK done
            R: $ UID FETCH 2 * => \(big)$ OK done
            """
        )
        let source = Connectors.source(Accounts.settings(server))
        let came = try await subjects(source, [1, 2])
        #expect(came == ["1:7:1 a 10", "1:7:2 large \(size)"])
        await source.close()
        server.close()
    }
}
