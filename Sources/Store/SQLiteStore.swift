import GRDB
import Glibc
public import MailCore

/// The control database in one SQLite file, shared by the web process and the worker.
public struct SQLiteStore: Sendable {
    let writer: any DatabaseWriter
    let clock: WallClock
    let tokens: TokenRecipe
    /// The data folder.
    let folder: String
    /// How long what is kept.
    public let retention: Retention
    /// What may be done how often.
    public let limits: LimitTable
    /// How much a project's files may be.
    public let fileLimits: FileLimits

    /// Opens `<data>/umzug.sqlite`, making it and its folder where they are missing.
    ///
    /// - Throws: `storage` where the folder cannot be written.
    public init(
        data folder: String,
        clock: WallClock,
        tokens: TokenRecipe,
        retention: Retention = Retention(),
        limits: LimitTable = LimitTable(),
        fileLimits: FileLimits = FileLimits()
    ) throws(Problem) {
        self.folder = folder
        self.fileLimits = fileLimits
        self.clock = clock
        self.tokens = tokens
        self.retention = retention
        self.limits = limits
        do {
            writer = try SQLiteStore.open(folder)
        } catch {
            throw Problem(.storage, ["folder": folder], reaction: .stop, fixer: .operator, detail: "\(error)")
        }
    }

    /// Closes the database; no call may follow.
    public func close() throws { try writer.close() }

    private static func open(_ folder: String) throws -> DatabasePool {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw DatabaseError(resultCode: .SQLITE_CANTOPEN) }
        let path = "\(folder)/umzug.sqlite"
        // SQLite gives its side files the permissions of the main file, which it would make readable for all.
        let file = Glibc.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw DatabaseError(resultCode: .SQLITE_CANTOPEN) }
        Glibc.close(file)
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try migrate(pool)
        return pool
    }

    /// Web process and worker may start at the same moment: the one that comes second finds the tables made.
    private static func migrate(_ pool: DatabasePool) throws {
        do {
            try Schema.migrator.migrate(pool)
        } catch is DatabaseError {
            try Schema.migrator.migrate(pool)
        }
    }

    /// The time in whole seconds.
    var now: Int64 { Int64(clock.now()) }

    func read<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await writer.read(work)
    }

    func write<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await writer.write(work)
    }

    /// Says that a migration's row changed.
    static func bump(_ database: Database, _ migration: MigrationID) throws {
        try database.execute(sql: "UPDATE revision SET value = value + 1")
        try database.execute(
            sql: "UPDATE migration SET revision = (SELECT value FROM revision) WHERE id = ?",
            arguments: [migration.rawValue]
        )
    }
}

extension Problem {
    /// There is no such migration.
    static func unknown(_ id: MigrationID) -> Problem {
        Problem(.unknownID, ["id": id.rawValue], reaction: .stop, fixer: .you)
    }
}
