import FoundationEssentials
import GRDB
public import MailCore

/// The columns of one side.
private struct SideColumns {
    let credential: String
    let verifier: String

    init(_ side: Problem.Side) {
        credential = "\(side.rawValue)Credential"
        verifier = "\(side.rawValue)Verifier"
    }
}

extension SQLiteStore {
    /// The argon2id verifier of a side's password.
    public func verifier(_ side: Problem.Side, of migration: MigrationID) async throws -> String? {
        try await text(SideColumns(side).verifier, of: migration)
    }

    /// Keeps a side's verifier where there is none yet.
    public func learnVerifier(_ verifier: String, _ side: Problem.Side, of migration: MigrationID) async throws {
        let column = SideColumns(side).verifier
        try await write { database in
            try database.execute(
                sql: "UPDATE migration SET \(column) = ? WHERE id = ? AND \(column) IS NULL",
                arguments: [verifier, migration.rawValue]
            )
        }
    }

    /// The digest of the recovery code.
    public func recoveryDigest(of migration: MigrationID) async throws -> String? {
        try await text("recoveryDigest", of: migration)
    }

    /// Takes a side's credential again, and its verifier where the password's is known; a paused run goes on with it.
    ///
    /// - Throws: `unknown-id`.
    public func setCredential(
        _ credential: Sealed,
        verifier: String?,
        _ side: Problem.Side,
        of migration: MigrationID
    ) async throws {
        let columns = SideColumns(side)
        let (data, now) = (Blob.data(credential.bytes), now)
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE migration SET \(columns.credential) = ?, \(columns.verifier) = ifnull(?, \(columns.verifier))
                    WHERE id = ?
                    """,
                arguments: [data, verifier, migration.rawValue]
            )
            guard database.changesCount == 1 else { throw Problem.unknown(migration) }
            // A run that waits for exactly this goes on.
            let isPaused = try SQLiteStore.projection(of: migration, database)?.state.name == "paused"
            if isPaused { try SQLiteStore.enqueue(.wake, migration, now, database) }
            try SQLiteStore.bump(database, migration)
        }
    }

    /// Forgets a side's credential; the verifier stays, so that the owner can still prove to be the same.
    public func deleteCredential(_ side: Problem.Side, of migration: MigrationID) async throws {
        let columns = SideColumns(side)
        try await write { database in
            try database.execute(
                sql: "UPDATE migration SET \(columns.credential) = NULL WHERE id = ?",
                arguments: [migration.rawValue]
            )
            try SQLiteStore.bump(database, migration)
        }
    }

    /// A side's sealed credential, for the worker; nil where it is kept no more.
    public func credential(_ side: Problem.Side, of migration: MigrationID) async throws -> Sealed? {
        let column = SideColumns(side).credential
        return try await read { database in
            let sql = "SELECT \(column) FROM migration WHERE id = ?"
            return try Data.fetchOne(database, sql: sql, arguments: [migration.rawValue]).map {
                Sealed(bytes: Blob.bytes($0))
            }
        }
    }

    private func text(_ column: String, of migration: MigrationID) async throws -> String? {
        try await read { database in
            let sql = "SELECT \(column) FROM migration WHERE id = ?"
            return try String.fetchOne(database, sql: sql, arguments: [migration.rawValue])
        }
    }
}
