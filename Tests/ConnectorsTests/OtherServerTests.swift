import MailCore
import Peers
import Synchronization
import Testing

@testable import Connectors

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

    @Test(
        "a large message that is refused is read from its source again and goes altered, or not where only exact copies count",
        arguments: [Endpoint.Service.imap, .pop3]
    )
    func largeAltered(_ service: Endpoint.Service) async throws {
        let from = try await Dovecot.start()
        let to = try await Cyrus.start { $0.extra = "reject8bit: yes\nmunge8bit: no" }
        let text = "Subject: größer\r\n\r\n" + String(repeating: "0123456789\r\n", count: 200_000)
        let filler = Connectors.target(Accounts.settings(from))
        _ = try await filler.put([FetchedItem(text)], in: .inbox)
        await filler.close()
        let source = Connectors.source(Accounts.settings(from, service: service))
        let target = Connectors.target(Accounts.settings(to))
        let box = try #require(try await source.containers(.mail).first { $0.path == .inbox })
        let references = try await source.list(box).flatMap(\.items).map(\.reference)
        for exactOnly in [true, false] {
            for try await case .item(let item) in source.fetch(references, from: box) {
                guard case .stream = item.content else {
                    Issue.record("the message is not large")
                    continue
                }
                let outcome = try await target.put([item], in: .inbox, exactOnly: exactOnly)[0]
                if exactOnly {
                    #expect(outcome.code == "message-refused")
                } else {
                    try await expect(outcome, MessageRepair.repaired(Array(text.utf8), [.headers]), [.headers], target)
                }
            }
        }
        await source.close()
        await target.close()
        await from.close()
        await to.close()
    }

    @Test(
        "a stream is repaired as it passes, and fails where its source does not deliver it again",
        arguments: [("Subject: bare\n\nx\n", [Loss.lineEndings]), ("Subject: both\n\n\u{0}\n", [.lineEndings, .nul])]
    )
    func repairedStream(_ beginning: String, _ losses: [Loss]) async throws {
        let to = try await Cyrus.start()
        let target = Connectors.target(Accounts.settings(to))
        let text = Array((beginning + String(repeating: "ü0123456789\n", count: 200_000)).utf8)
        for isRepeatable in [false, true] {
            var item = FetchedItem("")
            item.content = .stream(length: text.count, MemoryContent(text, isRepeatable: isRepeatable))
            let outcome = try await target.put([item], in: .inbox)[0]
            if isRepeatable {
                try await expect(outcome, MessageRepair.repaired(text, losses), losses, target)
            } else {
                #expect(outcome.code == "message-refused")
            }
        }
        await target.close()
        await to.close()
    }

    private func expect(
        _ outcome: Outcome,
        _ octets: [UInt8],
        _ losses: [Loss],
        _ target: any Target
    ) async throws {
        #expect(Set(outcome.losses) == Set(losses))
        guard case .stored(let stored) = outcome, let reference = stored.reference else {
            Issue.record("not stored: \(outcome)")
            return
        }
        #expect(stored.digest == ItemDigest.of(octets) && stored.size == octets.count)
        #expect(try await target.digests([reference], in: .inbox, kind: .mail) == [stored.digest])
    }

    @Test("an 8-bit header that Cyrus would fill with X goes encoded, and fails where only exact copies count")
    func spoiltHeader() async throws {
        let from = try await Dovecot.start()
        let to = try await Cyrus.start()
        let filler = Connectors.target(Accounts.settings(from))
        let large = "Subject: große\r\n\r\n" + String(repeating: "0123456789\r\n", count: 100_000)
        let texts = [
            "Subject: Grüße\r\n\r\n", "Subject: plain\r\n\r\nbödy\r\n", "Subject: a\r\n öäü\r\n\r\n",
            large,
        ]
        _ = try await filler.put(texts.map { FetchedItem($0) }, in: .inbox)
        await filler.close()
        let source = Connectors.source(Accounts.settings(from))
        let target = Connectors.target(Accounts.settings(to))
        let box = try #require(try await source.containers(.mail).first { $0.path == .inbox })
        let references = try await source.list(box).flatMap(\.items).map(\.reference)
        let losses: [[Loss]] = [[.headers], [], [.headers], [.headers]]
        let encoded = zip(texts, losses).map { MessageRepair.repaired(Array($0.utf8), $1) }
        for isExact in [true, false, false] {
            var outcomes: [Outcome] = []
            for part in [Array(references.prefix(3)), Array(references.suffix(1))] {
                var items: [FetchedItem] = []
                for try await case .item(let item) in source.fetch(part, from: box) {
                    if case .stream = item.content {
                        outcomes += try await target.put([item], in: .inbox, exactOnly: isExact)
                    } else {
                        items.append(item)
                    }
                }
                if !items.isEmpty { outcomes += try await target.put(items, in: .inbox, exactOnly: isExact) }
            }
            guard !isExact else {
                #expect(
                    outcomes.map(\.code) == [
                        "message-refused", nil, "message-refused", "message-refused",
                    ]
                )
                continue
            }
            #expect(outcomes.map { Set($0.losses) } == losses.map { Set($0) })
            for (outcome, octets) in zip(outcomes, encoded) {
                guard case .stored(let stored) = outcome, let reference = stored.reference else { continue }
                #expect(stored.digest == ItemDigest.of(octets) && stored.size == octets.count)
                #expect(try await target.digests([reference], in: .inbox, kind: .mail) == [stored.digest])
            }
        }
        let left = try await target.list([TargetListingRequest(kind: .mail, path: .inbox)]).all().flatMap(\.items)
        #expect(left.count == 9)
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

/// A large message that a test holds.
private final class MemoryContent: ContentStream {
    private let octets: [UInt8]
    private let isRepeatable: Bool
    private let left: Mutex<ArraySlice<UInt8>>

    init(_ octets: [UInt8], isRepeatable: Bool) {
        self.octets = octets
        self.isRepeatable = isRepeatable
        left = Mutex(octets[...])
    }

    func next() async throws(Problem) -> [UInt8]? {
        left.withLock { left in
            defer { left = left.dropFirst(10_000) }
            return left.isEmpty ? nil : Array(left.prefix(10_000))
        }
    }

    func discard() async {}

    func again() async throws(Problem) -> Content? {
        guard isRepeatable else { return nil }
        return .stream(length: octets.count, MemoryContent(octets, isRepeatable: true))
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
