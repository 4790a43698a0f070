import FoundationEssentials
import GRDB
public import MailCore

/// One migration's journal, open for writing under its lease: the truth about the migration.
///
/// Theory of operation. Every effect on a target is preceded by its intent and followed by its outcome, each in a committed
/// transaction (DESIGN §3, rule 1). SQLite runs in WAL with `synchronous = NORMAL`: a commit survives the death of the
/// process without an fsync; after a loss of power the newest commits may be missing, which the boot ID gives away, and
/// containers are then reconciled from their marks. Nothing here is cached: what the journal says after a crash is all
/// that the next process knows, so it is also all that this one relies on.
///
/// The engine's own methods are `package`: nobody else writes.
public final class Journal: Sendable {
    /// The migration's name.
    public let id: MigrationID
    /// Everything that can be read of it.
    public let reader: JournalReader
    /// Requests of other processes.
    public let control: Control

    let access: Access
    private let lease: Lease?

    /// Makes a journal in a folder whose lease was taken.
    convenience init(
        creating id: MigrationID,
        _ setup: MigrationSetup,
        at now: Double,
        folder: String,
        lease: Lease
    ) throws(Problem) {
        let queue = try Journal.connect(folder)
        do {
            try queue.inDatabase { db in try Journal.insert(id, setup, now, db) }
        } catch {
            throw .of(error)
        }
        self.init(id, Access(queue: queue, isInPlace: false, gate: nil), Control(folder: folder), lease)
    }

    /// Opens the journal of a folder whose lease was taken.
    convenience init(opening folder: String, lease: Lease) throws(Problem) {
        let queue = try Journal.connect(folder)
        let name: String?
        do {
            name = try queue.inDatabase { db in try db.one(String.self, sql: "SELECT name FROM migration") }
        } catch {
            throw .of(error)
        }
        guard let id = name.flatMap(MigrationID.init(rawValue:)) else { throw .storage("\(folder): no migration") }
        self.init(id, Access(queue: queue, isInPlace: false, gate: nil), Control(folder: folder), lease)
    }

    init(_ id: MigrationID, _ access: Access, _ control: Control, _ lease: Lease?) {
        self.id = id
        self.access = access
        self.control = control
        self.lease = lease
        reader = JournalReader(access: access)
    }

    /// Closes the database and gives the lease back.
    public func close() throws(Problem) {
        defer { lease?.release() }
        do { try access.queue.close() } catch { throw .of(error) }
    }

    private static func connect(_ folder: String) throws(Problem) -> DatabaseQueue {
        do {
            var configuration = Configuration()
            configuration.journalMode = .wal
            configuration.busyMode = .timeout(5)
            configuration.label = "journal"
            configuration.prepareDatabase(Journal.tune)
            let queue = try DatabaseQueue(path: "\(folder)/journal.sqlite", configuration: configuration)
            try Schema.migrator.migrate(queue)
            return queue
        } catch {
            throw .of(error)
        }
    }

    private static func tune(_ db: Database) throws {
        try db.run(sql: "PRAGMA synchronous = NORMAL")
        // A migration of usual size never stops for a checkpoint; closing makes one.
        try db.run(sql: "PRAGMA wal_autocheckpoint = 4000")
        try db.run(sql: "PRAGMA cache_size = -4096")
        try db.run(sql: "PRAGMA temp_store = FILE")
    }

    static func insert(_ id: MigrationID, _ setup: MigrationSetup, _ now: Double, _ db: Database) throws {
        try db.run(
            sql: """
                INSERT INTO migration (id, name, source, target, options, state, pass, passKind, created, changed, undoHours, bootID)
                VALUES (1, ?, ?, ?, ?, ?, 0, 'copy', ?, ?, ?, '')
                """,
            arguments: [
                id.rawValue, try JSON.text(setup.source), try JSON.text(setup.target), try JSON.text(setup.options),
                try JSON.text(State.queued), now, now, setup.undoHours,
            ]
        )
    }
}

extension Journal {
    /// A journal in memory whose processes can be made to die, for simulations.
    package final class Memory: Sendable {
        private let queue: DatabaseQueue
        private let control: Control
        private let id: MigrationID

        /// An empty journal.
        package init(_ id: MigrationID, _ setup: MigrationSetup, at now: Double) throws(Problem) {
            self.id = id
            control = try .inMemory()
            do {
                queue = try DatabaseQueue()
                try Schema.migrator.migrate(queue)
                try queue.inDatabase { db in try Journal.insert(id, setup, now, db) }
            } catch {
                throw .of(error)
            }
        }

        /// Opens it as a new process would; `before` and `after` are called around every transaction and may throw.
        package func open(
            before: @escaping @Sendable () throws -> Void = {},
            after: @escaping @Sendable () throws -> Void = {}
        ) -> Journal {
            let gate = Access.Gate(before: before, after: after)
            return Journal(id, Access(queue: queue, isInPlace: true, gate: gate), control, nil)
        }
    }
}

/// JSON columns.
enum JSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
