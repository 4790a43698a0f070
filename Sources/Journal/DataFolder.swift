public import MailCore

/// The data folder: `<data>/migrations/<ID>/` holds one migration each.
public struct DataFolder: Sendable {
    /// The folder's path.
    public let path: String

    /// The data folder at that path; made when the first migration is.
    public init(path: String) { self.path = path }

    /// Makes a migration and takes its lease.
    ///
    /// - Throws: `id-exists`, `storage`.
    public func create(_ id: MigrationID, _ setup: MigrationSetup, at now: Double) throws(Problem) -> Journal {
        let folder = folder(id)
        let taken = Problem(.idExists, ["id": id.rawValue], reaction: .stop, fixer: .you)
        guard !exists(id) else { throw taken }
        try Files.makeFolder(folder)
        let lease = try Lease(folder: folder)
        guard !exists(id) else { throw taken }
        // A process that died in here left half a journal under this mark; nothing had begun.
        try Files.remove(folder, prefix: "journal.sqlite")
        try Files.touch(making(id))
        let journal = try Journal(creating: id, setup, at: now, folder: folder, lease: lease)
        try Files.remove(making(id))
        return journal
    }

    /// Opens a migration for writing and takes its lease.
    ///
    /// - Throws: `unknown-id`, `busy`, `storage`.
    public func open(_ id: MigrationID) throws(Problem) -> Journal {
        guard exists(id) else { throw .unknownID(id) }
        let lease = try Lease(folder: folder(id))
        return try Journal(opening: folder(id), lease: lease)
    }

    /// Opens a migration for reading, whoever is writing it.
    ///
    /// - Throws: `unknown-id`, `storage`.
    public func read(_ id: MigrationID) throws(Problem) -> JournalReader {
        guard exists(id) else { throw .unknownID(id) }
        return try JournalReader(folder: folder(id))
    }

    /// The requests to whoever is running it.
    ///
    /// - Throws: `unknown-id`.
    public func control(_ id: MigrationID) throws(Problem) -> Control {
        guard exists(id) else { throw .unknownID(id) }
        return Control(folder: folder(id))
    }

    /// Whether a migration of that name is there; one that is only being made is not.
    public func exists(_ id: MigrationID) -> Bool {
        Files.exists("\(folder(id))/journal.sqlite") && !Files.exists(making(id))
    }

    /// Whether somebody is at work on it right now.
    public func isBusy(_ id: MigrationID) -> Bool { Lease.isHeld(folder: folder(id)) }

    /// The names of all migrations.
    public func ids() -> [MigrationID] {
        Files.entries("\(path)/migrations").sorted().compactMap(MigrationID.init(rawValue:)).filter(exists)
    }

    /// The rows of all migrations, or of those in a state of that name; one that cannot be read is left out.
    public func list(state: String? = nil) async -> [MigrationRecord] {
        var records: [MigrationRecord] = []
        for id in ids() {
            guard let record = try? await read(id).record() else { continue }
            if state == nil || record.state.name == state { records.append(record) }
        }
        return records
    }

    /// Deletes everything that is known about a migration.
    ///
    /// - Throws: `unknown-id`, `busy`, `storage`.
    public func delete(_ id: MigrationID) throws(Problem) {
        guard exists(id) else { throw .unknownID(id) }
        let lease = try Lease(folder: folder(id))
        defer { withExtendedLifetime(lease) {} }
        try Files.remove(folder(id))
    }

    /// Stands beside the journal from before its making until its first row is committed.
    private func making(_ id: MigrationID) -> String { "\(folder(id))/making" }

    private func folder(_ id: MigrationID) -> String { "\(path)/migrations/\(id.rawValue)" }
}
