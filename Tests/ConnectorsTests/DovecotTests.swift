import Connectors
import MailCore
import Peers
import Testing

@Suite("Dovecot to Dovecot", .serialized)
struct DovecotTests {
    @Test("a hostile mailbox arrives octet for octet, with flags, keywords and dates; large messages pass in pieces")
    func hostile() async throws {
        let source = try await Dovecot.start()
        let target = try await Dovecot.start()
        try await Interop.fill(Interop.Account(source), with: .hostile, ["--large", "20000000", "--larges", "1"])
        let tally = try await copy(Accounts.settings(source), Accounts.settings(target))
        #expect(tally.failures.isEmpty)
        #expect(tally.differing.isEmpty)
        #expect(tally.verified == tally.stored.count)
        let differences = try await Interop.compare(Interop.Account(source), Interop.Account(target))
        // The comparison knows that mail marked as deleted is not moved by default; here everything is.
        #expect(differences.filter { $0.id != "<deleted@example.org>" } == [])
        await source.close()
        await target.close()
    }

    @Test(
        "the same mail arrives whatever the target cannot do",
        arguments: [
            ["MULTIAPPEND"], ["MULTIAPPEND", "LITERAL+"], ["UIDPLUS"], ["LIST-STATUS", "LIST-EXTENDED", "SPECIAL-USE"],
            ["CONDSTORE", "NAMESPACE", "ID", "UNSELECT"],
            ["MULTIAPPEND", "LITERAL+", "UIDPLUS", "LIST-STATUS", "LIST-EXTENDED", "CONDSTORE", "UNSELECT", "SASL-IR"],
        ]
    )
    func withoutExtensions(_ ignored: [String]) async throws {
        let source = try await Dovecot.start()
        let target = try await Dovecot.start()
        let options = ["--messages", "150", "--folders", "12"]
        try await Interop.fill(Interop.Account(source), with: .mixed, options)
        let settings = Accounts.settings(source, ignoring: Set(ignored))
        _ = try await copy(settings, Accounts.settings(target, ignoring: Set(ignored)))
        #expect(try await Interop.compare(Interop.Account(source), Interop.Account(target)) == [])
        await source.close()
        await target.close()
    }

    @Test("a delta lists what is new and what changed, and says what exists where something disappeared")
    func delta() async throws {
        let peer = try await Dovecot.start()
        let target = Connectors.target(Accounts.settings(peer))
        let source = Connectors.source(Accounts.settings(peer))
        let path = try #require(FolderPath(["Box"]))
        let messages = (1...5).map { FetchedItem("Subject: \($0)\r\n\r\nbody\r\n") }
        let outcomes = try await target.put(messages, in: path)
        let references = outcomes.compactMap(\.reference)
        #expect(references.count == 5)
        let box = try #require(try await source.containers(.mail).first { $0.path == path })
        let first = try await source.list(box)
        let checkpoint = try #require(first.last?.checkpoint)
        #expect(first.flatMap(\.items).map(\.reference) == references)

        let unchanged = try await source.list(box, since: checkpoint)
        #expect(unchanged.flatMap(\.items).isEmpty)
        let again = try #require(try await source.containers(.mail).first { $0.path == path })
        #expect(again.checkpoint == unchanged.last?.checkpoint)

        let update = FlagUpdate(reference: references[1], last: Flags(), wanted: Flags(.seen, keywords: ["done"]))
        #expect(try await target.update([update], in: path, kind: .mail) == [.updated(update.wanted)])
        _ = try await target.put([FetchedItem("Subject: new\r\n\r\n")], in: path)
        let changed = try await source.list(box, since: checkpoint)
        #expect(changed.flatMap(\.items).map(\.flags) == [update.wanted, Flags()])
        #expect(changed.compactMap(\.present).isEmpty)

        let removal = Removal(reference: references[0], expecting: Flags())
        #expect(try await target.remove([removal], in: path, kind: .mail) == [.removed])
        let later = try await source.list(box, since: try #require(changed.last?.checkpoint))
        #expect(later.compactMap(\.present).first?.count == 5)
        #expect(later.compactMap(\.present).first?.contains(references[0]) == false)
        await source.close()
        await target.close()
        await peer.close()
    }

    @Test("flags changed at the target win over ours", arguments: [[], ["CONDSTORE"]])
    func targetWins(_ ignored: [String]) async throws {
        let peer = try await Dovecot.start()
        let target = Connectors.target(Accounts.settings(peer, ignoring: Set(ignored)))
        let path = try #require(FolderPath(["Box"]))
        let references = try await target.put((1...3).map { FetchedItem("Subject: \($0)\r\n\r\n") }, in: path)
            .compactMap(\.reference)
        let wanted = Flags(.answered)
        let updates = references.map { FlagUpdate(reference: $0, last: Flags(.flagged), wanted: wanted) }
        #expect(try await target.update(updates, in: path, kind: .mail) == references.map { _ in .targetWon(Flags()) })
        let ours = references.map { FlagUpdate(reference: $0, last: Flags(), wanted: wanted) }
        #expect(try await target.update(ours, in: path, kind: .mail) == references.map { _ in .updated(wanted) })
        await target.close()
        await peer.close()
    }

    @Test(
        "removing takes exactly ours, where nobody has used them; never anybody else's",
        arguments: [[], ["CONDSTORE"], ["UIDPLUS"], ["UIDPLUS", "CONDSTORE"]]
    )
    func removes(_ ignored: [String]) async throws {
        let peer = try await Dovecot.start()
        let all = Connectors.target(Accounts.settings(peer))
        let target = Connectors.target(Accounts.settings(peer, ignoring: Set(ignored)))
        let path = try #require(FolderPath(["Box"]))
        let references = try await all.put((1...4).map { FetchedItem("Subject: \($0)\r\n\r\n") }, in: path)
            .compactMap(\.reference)
        let seen = FlagUpdate(reference: references[0], last: Flags(), wanted: Flags(.seen))
        let flagged = FlagUpdate(reference: references[1], last: Flags(), wanted: Flags(.flagged))
        _ = try await all.update([seen, flagged], in: path, kind: .mail)
        let removals = references.prefix(3).map { Removal(reference: $0, expecting: Flags()) }
        let outcomes = try await target.remove(removals, in: path, kind: .mail)
        #expect(outcomes.map(\.name) == ["removed", "used", "removed"])
        #expect(
            try await target.remove(removals, in: path, kind: .mail).map(\.name) == ["notThere", "used", "notThere"]
        )

        // Somebody marks the last one as deleted: without UIDPLUS nothing can be removed alone any more.
        let marked = FlagUpdate(reference: references[3], last: Flags(), wanted: Flags(.deleted))
        _ = try await all.update([marked], in: path, kind: .mail)
        let rest = [Removal(reference: references[1], expecting: Flags(.flagged))]
        let expected = ignored.contains("UIDPLUS") ? "cannot-be-removed" : "removed"
        #expect(try await target.remove(rest, in: path, kind: .mail).map(\.name) == [expected])
        let left = try await all.list([TargetListingRequest(kind: .mail, path: path)]).all().flatMap(\.items)
        #expect(left.contains { $0.reference == references[3] })
        #expect(left.first { $0.reference == references[1] }?.flags == (expected == "removed" ? nil : Flags(.flagged)))
        #expect(try await all.removeIfEmpty([path], kind: .mail) == [false])
        await all.close()
        await target.close()
        await peer.close()
    }

    @Test("folders are made with their use, are said to exist where they do, and go only when they are empty")
    func folders() async throws {
        let peer = try await Dovecot.start { options in
            options.prefix = "INBOX."
            options.separator = "."
        }
        let target = Connectors.target(Accounts.settings(peer))
        let names = [["INBOX"], ["Später & mehr"], ["Später & mehr", "Unter"], ["a/b"], ["Leer"]]
        let paths = try names.map { try #require(FolderPath($0)) }
        let first = try await target.create(paths.map { CreationRequest(kind: .mail, path: $0) })
        #expect(first.map(\.name) == ["existed", "created", "created", "refused", "created"])
        let again = try await target.create(paths.map { CreationRequest(kind: .mail, path: $0) })
        #expect(again.map(\.name) == ["existed", "existed", "existed", "refused", "existed"])
        try await target.subscribe(Array(paths.prefix(2)), true, kind: .mail)
        let description = try await target.describe()
        #expect(Set(description.containers.map(\.path)) == Set(paths).subtracting([paths[3]]))
        #expect(description.containers.filter(\.isSubscribed).map(\.path).contains(paths[1]))
        #expect(description.forbiddenCharacters.contains("."))
        #expect(try await target.marks(paths, kind: .mail).map { $0 == nil } == [false, false, false, true, false])
        let missing = try #require(FolderPath(["Missing"]))
        #expect(try await target.marks([missing], kind: .mail) == [nil])
        let ends = try await target.list([TargetListingRequest(kind: .mail, path: missing)]).all()
        guard case .end(0, exists: false) = try #require(ends.last) else {
            Issue.record("a folder that is not there lists nothing")
            return
        }
        _ = try await target.put([FetchedItem("Subject: x\r\n\r\n")], in: paths[2])
        let removable = [paths[1], paths[2], paths[3], paths[4], missing]
        #expect(try await target.removeIfEmpty(removable, kind: .mail) == [false, false, true, true, true])
        await target.close()
        await peer.close()
    }

    @Test("what came before the baseline is not listed, and a void mark lists everything with fingerprints")
    func listsAboveMark() async throws {
        let peer = try await Dovecot.start()
        let target = Connectors.target(Accounts.settings(peer))
        let path = try #require(FolderPath(["Box"]))
        _ = try await target.put([FetchedItem("Message-ID: <1@x>\r\n\r\n")], in: path)
        let mark = try #require(try await target.marks([path], kind: .mail)[0])
        let above = TargetListingRequest(kind: .mail, path: path, above: mark)
        #expect(try await target.list([above]).all().flatMap(\.items).isEmpty)
        let outcomes = try await target.put([FetchedItem("Message-ID: <2@x>\r\n\r\n")], in: path)
        #expect(
            try await target.list([above]).all().flatMap(\.items).map(\.reference) == outcomes.compactMap(\.reference)
        )
        let void = TargetListingRequest(kind: .mail, path: path, above: Mark("1:1:1"))
        let events = try await target.list([void]).all()
        guard case .renumbered(0) = events[0] else {
            Issue.record("the mark's UIDVALIDITY is another")
            return
        }
        #expect(events.flatMap(\.items).map(\.fingerprint?.messageID) == ["<1@x>", "<2@x>"])
        await target.close()
        await peer.close()
    }

    @Test("the digests are of the octets that source and target deliver; missing ones have none")
    func digests() async throws {
        let peer = try await Dovecot.start()
        let target = Connectors.target(Accounts.settings(peer))
        let path = try #require(FolderPath(["Box"]))
        let large = "Subject: large\r\n\r\n" + String(repeating: "0123456789\r\n", count: 200_000)
        let outcomes = try await target.put([FetchedItem("Subject: a\r\n\r\nb"), FetchedItem(large)], in: path)
        let references = outcomes.compactMap(\.reference)
        let missing = Reference(references[0].text.dropLast() + "99")
        let digests = try await target.digests(references + [missing], in: path, kind: .mail)
        #expect(digests == outcomes.map(\.digest) + [nil])
        let source = Connectors.source(Accounts.settings(peer))
        let box = try #require(try await source.containers(.mail).first { $0.path == path })
        #expect(try await source.digests(references + [missing], in: box) == digests)
        await source.close()
        await target.close()
        await peer.close()
    }

    private func copy(_ from: ConnectorSettings, _ to: ConnectorSettings) async throws -> CopyLoop.Tally {
        let source = Connectors.source(from)
        let target = Connectors.target(to)
        let tally = try await CopyLoop(source: source, target: target).run()
        await source.close()
        await target.close()
        return tally
    }
}

extension Outcome {
    var reference: Reference? {
        switch self {
        case .stored(let stored): stored.reference
        case .alreadyThere(let reference): reference
        case .failed: nil
        }
    }
    var digest: String? {
        if case .stored(let stored) = self { stored.digest } else { nil }
    }
}

extension RemovalOutcome {
    var name: String {
        switch self {
        case .removed: "removed"
        case .notThere: "notThere"
        case .kept(let problem): problem.code.rawValue
        }
    }
}

extension Creation {
    var name: String {
        switch self {
        case .created(let mark): mark == nil ? "created without mark" : "created"
        case .existed: "existed"
        case .refused: "refused"
        }
    }
}

extension TargetListingEvent {
    var items: [Observation] {
        if case .items(_, let items) = self { items } else { [] }
    }
}
