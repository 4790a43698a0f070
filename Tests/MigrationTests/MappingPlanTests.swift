import MailCore
import Testing

@testable import Migration

@Suite("Folder mapping")
struct MappingPlanTests {
    private func path(_ text: String) throws -> FolderPath { try #require(FolderPath(text: text)) }

    private func source(
        _ text: String,
        use: SpecialUse? = nil,
        _ exclusion: SourceContainer.Exclusion? = nil
    ) throws -> SourceContainer {
        SourceContainer(kind: .mail, path: try path(text), wireName: text, specialUse: use, exclusion: exclusion)
    }

    private func target(_ folders: [(String, SpecialUse?)] = [], forbidden: String = "/") throws -> TargetDescription {
        TargetDescription(
            kinds: [.mail],
            accountIdentity: AccountIdentity(servers: [], account: ""),
            forbiddenCharacters: forbidden,
            containers: try folders.map {
                TargetDescription.Container(kind: .mail, path: try path($0.0), specialUse: $0.1)
            }
        )
    }

    private func ways(_ mapping: FolderMapping) -> [String: String] {
        Dictionary(uniqueKeysWithValues: mapping.entries.map { ($0.source.description, $0.target.description) })
    }

    @Test("INBOX in any case is INBOX; other names differ by case at the source and must not collide at the target")
    func collisions() throws {
        let mapping = FolderMapping.plan(
            try [
                source("inbox"), source("Work"), source("work"), source("WORK/a"), source("A\u{308}"), source("\u{C4}"),
            ],
            target: try target(),
            options: Options()
        )
        let targets = mapping.entries.map(\.target.folded)
        #expect(Set(targets).count == targets.count)
        #expect(mapping.entries[0].target == .inbox)
        #expect(mapping.entries.filter(\.isRenamed).count >= 1)
    }

    @Test("a folder inside INBOX that is called like it, in any case, keeps a place of its own")
    func inboxInside() throws {
        for name in ["INBOX/inbox", "INBOX/Inbox", "INBOX/INBOX", "inbox/inbox"] {
            let mapping = FolderMapping.plan(
                try [source("INBOX"), source(name)],
                target: try target([("INBOX", nil)]),
                options: Options()
            )
            #expect(mapping.entries.map(\.target) == [.inbox, try path(name)])
            #expect(!mapping.entries[1].target.isInbox && mapping.entries[1].target.names.count == 2)
        }
    }

    @Test("a folder that the target has in another case is not overwritten by ours")
    func caseAtTarget() throws {
        let mapping = FolderMapping.plan([try source("WORK")], target: try target([("Work", nil)]), options: Options())
        #expect(ways(mapping) == ["WORK": "WORK (2)"])
    }

    @Test(
        "special folders go to the target's own, by RFC 6154 or by a localised name",
        arguments: [
            ("Gesendete Objekte", "Sent", SpecialUse.sent), ("Éléments envoyés", "Sent", .sent),
            ("Papierkorb", "Trash", .trash), ("Entwürfe", "Drafts", .drafts), ("Posta indesiderata", "Junk", .junk),
            ("Verzonden items", "Sent", .sent), ("Papelera", "Trash", .trash), ("INBOX/Sent", "Sent", .sent),
        ]
    )
    func special(name: String, target to: String, use: SpecialUse) throws {
        let announced = FolderMapping.plan([try source(name)], target: try target([(to, use)]), options: Options())
        #expect(ways(announced) == [name: to])
        let named = FolderMapping.plan(
            [try source("X", use: use)],
            target: try target([(name, nil)]),
            options: Options()
        )
        #expect(ways(named) == ["X": name])
    }

    @Test("two folders of one use stay two")
    func injective() throws {
        let mapping = FolderMapping.plan(
            try [source("Sent", use: .sent), source("Gesendet"), source("Sent Items")],
            target: try target([("Gesendete", .sent)]),
            options: Options()
        )
        #expect(ways(mapping) == ["Sent": "Gesendete", "Gesendet": "Gesendet", "Sent Items": "Sent Items"])
    }

    @Test("what holds no mail, shows mail of elsewhere or belongs to others stays, with the reason")
    func omissions() throws {
        let all = try [
            source("INBOX"), source("[Gmail]", .notSelectable), source("[Gmail]/All Mail", use: .all, .virtual),
            source("Shared/x", .notPersonal), source("Spam", use: .junk),
        ]
        var options = Options()
        options.exclude = [try #require(FolderPattern("Spam"))]
        let mapping = FolderMapping.plan(all, target: try target(), options: options)
        #expect(mapping.entries.map(\.source) == [.inbox])
        #expect(mapping.omissions.map(\.reason) == [.notSelectable, .virtual, .notPersonal, .excluded])
        options = Options()
        options.include = [try #require(FolderPattern("[Gmail]/All Mail"))]
        #expect(
            FolderMapping.plan(all, target: try target(), options: options).entries.map(\.source) == [
                try path("[Gmail]/All Mail")
            ]
        )
        options.include = [try #require(FolderPattern("*"))]
        #expect(FolderMapping.plan(all, target: try target(), options: options).entries.count == 2)
    }

    @Test("forbidden characters are replaced, children follow their parent, and merging happens on purpose alone")
    func names() throws {
        var options = Options()
        let all = try [source("a.b"), source("a.b/c"), source("x"), source("y"), source("x/z")]
        let plain = FolderMapping.plan(all, target: try target(forbidden: "./"), options: options)
        #expect(ways(plain)["a.b"] == "a_b" && ways(plain)["a.b/c"] == "a_b/c")
        #expect(plain.entries.first?.isRenamed == true)
        options.map = [try path("x"): try path("One"), try path("y"): try path("One")]
        let merged = FolderMapping.plan(all, target: try target(), options: options)
        #expect(ways(merged)["x"] == "One" && ways(merged)["y"] == "One" && ways(merged)["x/z"] == "One/z")
    }

    @Test(
        "20,000 folders are planned at once, however many are there, left out, renamed or differ in case alone",
        .timeLimit(.minutes(1))
    )
    func many() throws {
        let names = (0..<20_000).map { "Folder \($0)" }
        var options = Options()
        options.exclude = try names.prefix(5_000).map { try #require(FolderPattern($0)) }
        for name in names.suffix(5_000) { options.map[try path(name)] = try path("New/\(name)") }
        let cases = (0..<4_096).map { bits in
            String("abcdefghijkl".enumerated().map { bits >> $0 & 1 == 0 ? $1 : Character($1.uppercased()) })
        }
        let there = names.map { ($0, SpecialUse?.none) }
        let mapping = FolderMapping.plan(
            try (names + cases).map { try source($0) },
            target: try target(there),
            options: options
        )
        #expect(mapping.omissions.count == 5_000 && mapping.entries.count == 15_000 + cases.count)
        #expect(Set(mapping.entries.map(\.target.folded)).count == mapping.entries.count)
    }

    @Test("what the first pass decided stays, whatever comes later")
    func frozen() throws {
        let first = FolderMapping.plan(try [source("Work")], target: try target(), options: Options())
        let second = FolderMapping.plan(
            try [source("WORK"), source("Work")],
            target: try target([("Work", nil), ("Gesendet", .sent)]),
            options: Options(),
            frozen: first
        )
        #expect(ways(second)["Work"] == "Work" && ways(second)["WORK"] != "Work")
    }
}
