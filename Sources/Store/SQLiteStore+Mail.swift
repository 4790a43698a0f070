import GRDB
public import MailCore

extension SQLiteStore: MailStore {
    /// Takes an address, and asks its owner.
    public func subscribe(_ address: MailAddress, language: String, to migration: MigrationID) async throws {
        let (now, tokens, address) = (now, tokens, address.description)
        let nonce = tokens.digest(tokens.random().exposed)
        let expires = now + retention.confirmation
        try await write { database in
            let known = try SQLiteStore.subscription(migration, database)
            guard known?.standing != .confirmed || known?.address != address else { return }
            try SQLiteStore.withhold(migration, now, database)
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO subscription (migration, address, language, nonce, confirmDigest,
                        confirmExpires, stopDigest)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    migration.rawValue, address, language, nonce,
                    tokens.digest(tokens.confirmToken(migration, nonce).exposed), expires,
                    tokens.digest(tokens.stopToken(migration, nonce).exposed),
                ]
            )
            try SQLiteStore.enqueue(.confirmation(nonce), migration, tokens, now, database)
            try SQLiteStore.bump(database, migration)
        }
    }

    /// Sends no more mails about the migration, and forgets the address.
    public func unsubscribe(from migration: MigrationID) async throws {
        let now = now
        try await write { database in
            try SQLiteStore.withhold(migration, now, database)
            try database.execute(
                sql: "UPDATE subscription SET address = '', stopped = ?, confirmDigest = NULL WHERE migration = ?",
                arguments: [now, migration.rawValue]
            )
            try SQLiteStore.bump(database, migration)
        }
    }

    /// What a confirmation link is about.
    public func subscription(confirmToken: String) async throws -> MailSubscription? {
        let (now, digest) = (now, tokens.digest(confirmToken))
        return try await read { database in
            let condition = "confirmDigest = ? AND (confirmed IS NOT NULL OR confirmExpires > ?)"
            return try SQLiteStore.subscription(where: condition, [digest, now], database)
        }
    }

    /// The address's owner said yes.
    public func confirm(_ confirmToken: String) async throws {
        let (now, tokens, digest) = (now, tokens, tokens.digest(confirmToken))
        try await write { database in
            let sql = """
                UPDATE subscription SET confirmed = ?
                WHERE confirmDigest = ? AND confirmed IS NULL AND stopped IS NULL AND confirmExpires > ?
                RETURNING migration
                """
            guard let text = try String.fetchOne(database, sql: sql, arguments: [now, digest, now]),
                let migration = MigrationID(rawValue: text)
            else { return }
            if let projection = try SQLiteStore.projection(of: migration, database) {
                try SQLiteStore.tell(projection, migration, tokens, now, database)
            }
            try SQLiteStore.bump(database, migration)
        }
    }

    /// What a link that ends the mails is about.
    public func subscription(stopToken: String) async throws -> MailSubscription? {
        let digest = tokens.digest(stopToken)
        return try await read { try SQLiteStore.subscription(where: "stopDigest = ?", [digest], $0) }
    }

    /// A migration's subscription.
    static func subscription(_ migration: MigrationID, _ database: Database) throws -> MailSubscription? {
        try subscription(where: "migration = ?", [migration.rawValue], database)
    }

    private static func subscription(
        where condition: String,
        _ arguments: StatementArguments,
        _ database: Database
    ) throws -> MailSubscription? {
        let sql = "SELECT * FROM subscription WHERE \(condition)"
        guard let row = try Row.fetchOne(database, sql: sql, arguments: arguments),
            let migration = MigrationID(rawValue: row["migration"])
        else { return nil }
        let isConfirmed = !row.hasNull("confirmed")
        return MailSubscription(
            migration: migration,
            address: row["address"],
            language: row["language"],
            standing: !row.hasNull("stopped") ? .stopped : isConfirmed ? .confirmed : .unconfirmed
        )
    }
}

extension TokenRecipe {
    /// The token of the link that confirms an address; derived, so that it is stored nowhere.
    func confirmToken(_ migration: MigrationID, _ nonce: String) -> Redacted<String> {
        derived("confirm \(migration.rawValue) \(nonce)")
    }

    /// The token of the link that ends the mails.
    func stopToken(_ migration: MigrationID, _ nonce: String) -> Redacted<String> {
        derived("stop \(migration.rawValue) \(nonce)")
    }
}
