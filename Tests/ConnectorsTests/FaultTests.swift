import Connectors
import MailCore
import Peers
import Testing

@Suite("Broken connections and odd servers")
struct FaultTests {
    private static let login = """
        S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN UIDPLUS LITERAL+] ready
        C: $ AUTHENTICATE PLAIN *
        S: $ OK [CAPABILITY IMAP4rev1 UIDPLUS LITERAL+ MULTIAPPEND] in

        """
    private static let box = SourceContainer(kind: .mail, path: .inbox, wireName: "INBOX")
    private static let opened =
        "R: $ EXAMINE INBOX => * 3 EXISTS\\n* OK [UIDVALIDITY 7]\\n* OK [UIDNEXT 9]\\n$ OK done\n"

    private func script(_ lines: String) throws -> ScriptedServer {
        try ScriptedServer(FaultTests.login.replacing("\n\n", with: "\n") + FaultTests.opened + lines)
    }

    private func references(_ uids: ClosedRange<Int>) -> [Reference] { uids.map { Reference("1:7:\($0)") } }

    @Test("a message at which the server drops the line is given up, and those behind it arrive")
    func droppedLine() async throws {
        let first =
            FaultTests.login + """
                C: $ EXAMINE INBOX
                S: * 3 EXISTS
                S: * OK [UIDVALIDITY 7] ok
                S: $ OK done
                C: $ UID FETCH 1:3 *
                S: * 1 FETCH (UID 1 FLAGS (\\Seen) BODY[] {6}
                S~ A: b\u{d}\u{a})\u{d}\u{a}
                S~ * 2 FETCH (UID 2 FLAGS () BODY[] {600}\u{d}\u{a}half
                X: close
                """
        let second =
            FaultTests.login + """
                C: $ EXAMINE INBOX
                S: * 3 EXISTS
                S: * OK [UIDVALIDITY 7] ok
                S: $ OK done
                C: $ UID FETCH 2 *
                S~ * 2 FETCH (UID 2 FLAGS () BODY[] {600}\u{d}\u{a}half
                X: close
                """
        let third =
            FaultTests.login + """
                C: $ EXAMINE INBOX
                S: * 3 EXISTS
                S: * OK [UIDVALIDITY 7] ok
                S: $ OK done
                C: $ UID FETCH 3 *
                S: * 3 FETCH (UID 3 FLAGS () BODY[] {6}
                S~ A: c\u{d}\u{a})\u{d}\u{a}
                S: $ OK done
                """
        let server = try ScriptedServer(first, second, second, third)
        let source = Connectors.source(Accounts.settings(server))
        let events = try await source.fetch(references(1...3), from: FaultTests.box).all()
        #expect(events.map(\.name) == ["1:7:1 A: b", "1:7:2 message-unreadable", "1:7:3 A: c"])
        #expect(server.accepted == 4)
        #expect(server.surprises == [])
        await source.close()
        server.close()
    }

    @Test("NIL, missing messages and a refusal concern one message each; the order is the one asked for")
    func oddAnswers() async throws {
        let server = try script(
            """
            R: $ UID FETCH 1:4 * => * 3 FETCH (UID 3 FLAGS () BODY[] "x")\\n* 1 FETCH (UID 1 FLAGS () BODY[] NIL)\\n$ OK done
            R: $ UID FETCH 5:6 * => * 5 FETCH (UID 5 FLAGS () BODY[] "y")\\n* 9 FETCH (FLAGS ())\\n$ NO some failed
            R: $ UID FETCH 6 * => $ NO cannot read this
            """
        )
        let source = Connectors.source(Accounts.settings(server))
        let events = try await source.fetch(references(1...4), from: FaultTests.box).all()
        #expect(events.map(\.name) == ["1:7:1 message-unreadable", "1:7:2 gone", "1:7:3 x", "1:7:4 gone"])
        let more = try await source.fetch(references(5...6), from: FaultTests.box).all()
        #expect(more.map(\.name) == ["1:7:5 y", "1:7:6 message-unreadable"])
        let renumbered = try await source.fetch([Reference("1:8:1")], from: FaultTests.box).all()
        #expect(renumbered.map(\.name) == ["1:8:1 gone"])
        await source.close()
        server.close()
    }

    @Test("a folder that cannot be opened is an event of its own, and throttling says so")
    func listing() async throws {
        let server = try ScriptedServer(
            FaultTests.login + """
                R: $ EXAMINE locked => $ NO [INUSE] Mailbox in use
                R: $ EXAMINE broken => $ NO Mailbox is corrupt
                R: $ EXAMINE empty => * 0 EXISTS\\n* OK [UIDVALIDITY 1]\\n$ OK done
                R: $ UID FETCH 1:* * => $ BAD The specified message set is invalid.
                """
        )
        let source = Connectors.source(Accounts.settings(server))
        let names = ["locked", "broken", "empty"]
        let requests = try names.map { name in
            ListingRequest(SourceContainer(kind: .mail, path: try #require(FolderPath([name])), wireName: name))
        }
        let events = try await source.items(requests).all()
        #expect(events.map(\.name) == ["failed 0 in-use", "failed 1 folder-unreadable", "end 2 1:1:1:0:0"])
        await source.close()
        server.close()
    }

    @Test("a message that is refused goes again in its least altered acceptable form, unless only exact copies count")
    func alteredForms() async throws {
        let server = try ScriptedServer(
            FaultTests.login + """
                R: $ LIST "" "*" => * LIST () "/" INBOX\\n$ OK done
                R: $ LSUB "" "*" => $ OK done
                R: $ STATUS INBOX * => * STATUS INBOX (MESSAGES 0 UIDNEXT 9 UIDVALIDITY 7)\\n$ OK done
                R: $ APPEND INBOX (odd) * => $ NO Keyword not allowed
                R: $ APPEND INBOX " 9-Sep-2001 01:46:40 +0000" {12+}* => $ NO Message contains bare newlines
                R: $ APPEND INBOX " 9-Sep-2001 01:46:40 +0000" {13+}* => $ OK [APPENDUID 7 9] done
                R: $ APPEND INBOX " 9-Sep-2001 01:46:40 +0000" {6+}* => $ OK [APPENDUID 7 5] done
                R: $ APPEND INBOX * => $ NO [OVERQUOTA] full
                """
        )
        let target = Connectors.target(Accounts.settings(server))
        let box = FolderPath.inbox
        func store(_ item: FetchedItem, exactOnly: Bool = false) async throws -> Outcome {
            try await target.store(
                Batch(kind: .mail, path: box, baseline: Mark("1:7:8"), items: [item], exactOnly: exactOnly)
            )[0]
        }
        let stored = try await store(FetchedItem("A: b\r\n\r\nc\nde"))
        guard case .stored(let altered) = stored else {
            Issue.record("stored in another form: \(stored)")
            return
        }
        #expect(altered.losses == [.lineEndings])
        #expect(altered.size == 13)
        #expect(altered.reference == Reference("1:7:9"))
        #expect(try await store(FetchedItem("A: b\r\n\r\nc\nde"), exactOnly: true).code == "message-refused")
        #expect(
            try await store(FetchedItem("A: b\r\n", flags: Flags(keywords: ["odd"])))
                == .alreadyThere(Reference("1:7:5"))
        )
        #expect(try await store(FetchedItem("A: full\r\n")).code == "quota")
        await target.close()
        server.close()
    }

    @Test("a batch that is refused as a whole is said to be, and a lost answer leaves its fate open")
    func refusedBatch() async throws {
        let overview = """
            R: $ LIST "" "*" => * LIST () "/" INBOX\\n$ OK done
            R: $ LSUB "" "*" => $ OK done
            R: $ STATUS INBOX * => * STATUS INBOX (MESSAGES 0 UIDNEXT 9 UIDVALIDITY 7)\\n$ OK done

            """
        let server = try ScriptedServer(
            FaultTests.login + overview + "R: $ APPEND INBOX *bad* => $ NO Message is bad\n"
                + "R: $ APPEND INBOX * => * BYE going down\\n$ NO [UNAVAILABLE] try again later"
        )
        let target = Connectors.target(Accounts.settings(server))
        func store(_ text: String) async -> Problem? {
            let items = [FetchedItem("A: b\r\n"), FetchedItem(text)]
            let batch = Batch(kind: .mail, path: .inbox, baseline: Mark("1:7:8"), items: items, exactOnly: false)
            do throws(Problem) {
                _ = try await target.store(batch)
                return nil
            } catch {
                return error
            }
        }
        #expect(await store("bad")?.code == .batchRefused)
        let later = await store("good")
        #expect(later?.isTransient == true)
        #expect(later?.code != .batchRefused)
        await target.close()
        server.close()
    }

    @Test("a server that falls silent in the middle is given up after the time-out")
    func silence() async throws {
        let server = try script("R: $ UID FETCH * => * 1 FETCH (UID 1 FLAGS () BODY[] {100}\n")
        let source = Connectors.source(Accounts.settings(server, commandTimeout: 0.5))
        await #expect(throws: Problem.self) { try await source.fetch(references(1...1), from: FaultTests.box).all() }
        await source.close()
        server.close()
    }

    @Test("a large message that breaks off at the source drops the target's connection; whole, it arrives")
    func cutLiteral() async throws {
        let from = try await Dovecot.start()
        let to = try await Dovecot.start()
        let filler = Connectors.target(Accounts.settings(from))
        let text = "Subject: large\r\n\r\n" + String(repeating: "0123456789\r\n", count: 500_000)
        _ = try await filler.put([FetchedItem(text)], in: .inbox)
        await filler.close()
        let proxy = try await DelayProxy(to: from.ports["imaps"] ?? 0)
        try await proxy.cut(after: 3_000_000, .down)
        // The first connection is the one that breaks: it has to be the one that is used.
        let source = Connectors.source(Accounts.settings(from, port: proxy.port, connections: 1))
        let target = Connectors.target(Accounts.settings(to))
        await #expect(throws: Problem.self) { try await CopyLoop(source: source, target: target).run() }
        let empty = try await target.list([TargetListingRequest(kind: .mail, path: .inbox)]).all()
        #expect(empty.flatMap(\.items).isEmpty)
        let tally = try await CopyLoop(source: source, target: target).run()
        #expect(tally.verified == 1)
        #expect(try await Interop.compare(Interop.Account(from), Interop.Account(to)) == [])
        await source.close()
        await target.close()
        await proxy.close()
        await from.close()
        await to.close()
    }
}

extension FetchEvent {
    var name: String {
        switch self {
        case .item(let item):
            if case .whole(let octets) = item.content {
                "\(item.reference) \(String(decoding: octets, as: UTF8.self).trimmed)"
            } else {
                "\(item.reference) streamed"
            }
        case .failed(let reference, let problem): "\(reference) \(problem.code)"
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

extension ListingEvent {
    var name: String {
        switch self {
        case .renumbered(let request): "renumbered \(request)"
        case .items(let request, let items): "items \(request) \(items.count)"
        case .present(let request, let references): "present \(request) \(references.count)"
        case .end(let request, let checkpoint): "end \(request) \(checkpoint)"
        case .failed(let request, let problem): "failed \(request) \(problem.code)"
        }
    }
}

extension Outcome {
    var code: String? {
        if case .failed(let problem) = self { problem.code.rawValue } else { nil }
    }
}
