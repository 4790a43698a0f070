import FoundationEssentials
import Journal
import MailCore

/// A data folder of a test's own, gone when the test is over.
final class TemporaryData {
    let path: String
    let data: DataFolder

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/umzug-journal-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        data = DataFolder(path: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    static func setup() -> MigrationSetup {
        MigrationSetup(
            source: Endpoint(service: .imap, security: .tls, host: "old.example", user: "ann"),
            target: Endpoint(service: .imap, security: .tls, host: "new.example", user: "ann"),
            options: Options()
        )
    }

    func create(_ name: String) throws -> Journal {
        guard let id = MigrationID(rawValue: name) else { throw Problem.storage("no name") }
        return try data.create(id, TemporaryData.setup(), at: 1000)
    }
}

/// A journal with one container of so many listed items.
struct Listed {
    let journal: Journal
    let container: ContainerRow
    let target: TargetRow

    init(_ journal: Journal, items: Int) async throws {
        self.journal = journal
        let source = SourceContainer(kind: .mail, path: .inbox, wireName: "INBOX")
        let entry = FolderMapping.Entry(kind: .mail, source: .inbox, target: .inbox)
        try await journal.begin("migrate", pass: 1, .copy, .discovering, bootID: "b", at: 1000)
        try await journal.place(FolderMapping(entries: [entry]), [(entry, source)], [])
        var rows = try await journal.targetRows()
        rows[0].creation = .ours
        rows[0].mark = Mark("1.1")
        try await journal.record(rows)
        container = try await journal.containerRows()[0]
        target = rows[0]
        for start in stride(from: 0, to: items, by: 1000) {
            let piece = (start..<min(start + 1000, items)).map { number in
                SourceItem(
                    reference: Reference("1.\(number)"),
                    size: 26_000,
                    date: InternalDate(seconds: 1_600_000_000 + Int64(number)),
                    flags: Flags(.seen)
                )
            }
            _ = try await journal.list(piece, in: container, pass: 1, isRenumbered: false) { _ in nil }
        }
        _ = try await journal.endListing(of: container.id, Checkpoint("c"), pass: 1, isComplete: true)
    }

    static func digest(_ number: Int64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }

    static func intention(_ item: ItemRow) -> Intention {
        Intention(
            id: item.id,
            fingerprint: Fingerprint(
                messageID: "<\(item.id)@example.org>",
                date: "Mon, 1 Jan 2024 10:00:00 +0000",
                octets: item.size,
                headerDigest: digest(item.id)
            ),
            digest: digest(item.id),
            subject: "Subject of \(item.id)",
            date: item.date,
            flags: item.flags
        )
    }

    static func stored(_ item: ItemRow) -> Settlement {
        Settlement(
            item,
            .stored(
                Stored(
                    reference: Reference("9.\(item.id)"),
                    digest: digest(item.id),
                    size: item.size,
                    flags: item.flags
                )
            )
        )
    }

    /// Copies everything in batches; how many items that were.
    func copyAll(batch: Int) async throws -> Int {
        var copied = 0
        var last: Int64 = 0
        while true {
            let items = try await journal.openItems(of: container.id, after: last, limit: batch, onlyTouched: nil)
            guard let end = items.last else { return copied }
            last = end.id
            _ = try await journal.intend(items.map(Listed.intention), target: target, pass: 1)
            _ = try await journal.settle(items.map(Listed.stored), pass: 1)
            copied += items.count
        }
    }
}
