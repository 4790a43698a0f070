import Connectors
import MailCore
import Peers
import Testing

@Suite("Other servers", .serialized)
struct OtherServerTests {
    @Test("Dovecot to Cyrus: other prefix, refusals and keyword limits; what it cannot take is said, item by item")
    func cyrus() async throws {
        let from = try await Dovecot.start()
        let to = try await Cyrus.start()
        try await Interop.fill(Interop.Account(from), with: .mixed, ["--messages", "150", "--folders", "12"])
        let source = Connectors.source(Accounts.settings(from))
        let target = Connectors.target(Accounts.settings(to))
        let description = try await target.describe()
        #expect(description.forbiddenCharacters.contains("^"))
        let tally = try await CopyLoop(source: source, target: target).run()
        #expect(tally.differing == [])
        #expect(tally.failures.isEmpty)
        let odd = try #require(FolderPath(["Odd"]))
        let cases: [(FetchedItem, [Loss])] = [
            (FetchedItem("Subject: bare\n\nline\nends\n"), [.lineEndings]),
            (FetchedItem("Subject: nul\r\n\r\na\u{0}b\r\n"), [.nul]),
            (FetchedItem("Subject: both\n\na\u{0}b\n"), [.lineEndings, .nul]),
        ]
        for (item, losses) in cases {
            #expect(try await target.put([item], in: odd, exactOnly: true).map(\.code) == ["message-refused"])
            let outcome = try await target.put([item], in: odd)[0]
            #expect(Set(outcome.losses) == Set(losses))
        }
        let keywords = Set((1...150).map { "keyword\($0)" })
        let limited = try await target.put(
            [FetchedItem("Subject: k\r\n\r\n", flags: Flags(keywords: keywords))],
            in: odd
        )
        #expect(limited[0].losses == [.keywords])
        let observed = try await target.list([TargetListingRequest(kind: .mail, path: odd)]).all().flatMap(\.items)
        #expect(observed.last?.flags == limited[0].flags)
        await source.close()
        await target.close()
        await from.close()
        await to.close()
    }

    @Test("POP3 delivers the INBOX, octet for octet, with the dates of the headers, and deletes nothing")
    func pop3() async throws {
        let from = try await Dovecot.start()
        let to = try await Dovecot.start()
        let filler = Connectors.target(Accounts.settings(from))
        let large = "Subject: large\r\n\r\n" + String(repeating: ".0123456789\r\n", count: 200_000)
        let texts =
            (1...150).map {
                "Message-ID: <\($0)@x>\r\nDate: Mon, 2 Jan 2006 15:04:05 -0700\r\n\r\n.dot\r\n..\r\n\($0)\r\n"
            }
            + [large, "Subject: empty\r\n\r\n"]
        _ = try await filler.put(texts.map { FetchedItem($0) }, in: .inbox)
        await filler.close()
        let source = Connectors.source(Accounts.settings(from, service: .pop3))
        let target = Connectors.target(Accounts.settings(to))
        let box = try #require(try await source.containers(.mail).first)
        #expect(box.count == texts.count)
        let tally = try await CopyLoop(source: source, target: target).run()
        #expect(tally.stored.count == texts.count)
        #expect(tally.failures.isEmpty)
        let listed = try await source.items([ListingRequest(box, fingerprints: true)]).all().flatMap(\.items)
        #expect(listed.first?.fingerprint?.messageID == "<1@x>")
        #expect(listed.first?.date == InternalDate(seconds: 1_136_239_445))
        let inspected = try await source.inspect([listed[0].reference, Reference("1:1:none")], in: box)
        #expect(inspected.map(\.reference) == [listed[0].reference])
        await source.close()
        await target.close()
        let differences = try await Interop.compare(Interop.Account(from), Interop.Account(to))
        let others = differences.filter { $0.difference != "date" }
        #expect(others.prefix(3) == [])
        await from.close()
        await to.close()
    }
}

extension Outcome {
    var losses: [Loss] {
        if case .stored(let stored) = self { stored.losses } else { [] }
    }
    var flags: Flags? {
        if case .stored(let stored) = self { stored.flags } else { nil }
    }
}
