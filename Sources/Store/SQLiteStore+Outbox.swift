import GRDB
public import MailCore

// The outbox. A row is written in the transaction that changes what it tells of, so that no mail is lost when a process
// dies; `UNIQUE (migration, kind, moment)` makes telling twice harmless. The worker leases a row, sends it, and notes the
// outcome; when it dies in between, the lease lapses and the mail goes once more under the same Message-ID.

extension TokenRecipe {
    /// An address by which mails are counted: whatever its spelling, it is one person's.
    fileprivate func recipient(_ address: String) -> String { digest(address.lowercased()) }
}

extension SQLiteStore {
    /// How long a worker may take to send one mail; the transport gives up earlier.
    static let mailLease = 180.0
    /// The most mails to one address within a day; more wait.
    static let mailsPerDay = 40

    /// The next mail that is due.
    public func takeMail(_ worker: WorkerID) async throws -> OutgoingMail? {
        let (time, now, tokens) = (clock.now(), now, tokens)
        let isIdle = try await read { database in
            let sql = "SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE ended IS NULL AND notBefore <= ?)"
            return try Bool.fetchOne(database, sql: sql, arguments: [now]) ?? true
        }
        guard !isIdle else { return nil }
        return try await write { database in
            while let row = try SQLiteStore.nextMail(time, now, database) {
                let number: Int64 = row["number"]
                guard try SQLiteStore.isWanted(row, now, database) else {
                    try SQLiteStore.end(number, "withheld", now, database)
                    continue
                }
                if try SQLiteStore.sentToday(tokens.recipient(row["recipient"]), now, database)
                    >= SQLiteStore.mailsPerDay
                {
                    try SQLiteStore.postpone(number, until: now + 3600, database)
                    continue
                }
                try database.execute(
                    sql: "UPDATE outbox SET owner = ?, leaseUntil = ?, attempts = attempts + 1 WHERE number = ?",
                    arguments: [worker.rawValue, time + SQLiteStore.mailLease, number]
                )
                return try SQLiteStore.mail(row, tokens, database)
            }
            return nil
        }
    }

    /// The server has taken the mail.
    public func mailSent(_ mail: OutgoingMail) async throws {
        let (now, recipient) = (now, tokens.recipient(mail.recipient))
        try await write { try SQLiteStore.end(mail.number, "sent", to: recipient, now, $0) }
    }

    /// It did not go; to be tried again at that instant, or never (nil), which the audit trail tells.
    public func mailFailed(_ mail: OutgoingMail, _ problem: Problem, retryAt: Int64?) async throws {
        let (now, text) = (now, try JSON.text(problem))
        let detail = ["kind": mail.kind.rawValue, "code": problem.code.rawValue]
        try await write { database in
            try database.execute(
                sql: "UPDATE outbox SET problem = ? WHERE number = ?",
                arguments: [text, mail.number]
            )
            if let retryAt { return try SQLiteStore.postpone(mail.number, until: retryAt, database) }
            try SQLiteStore.end(mail.number, "given-up", now, database)
            switch mail.matter {
            case .project(let project):
                // It may have been deleted while the mail was tried.
                guard try SQLiteStore.project(project.project, database) != nil else { return }
                try SQLiteStore.note("mail-given-up", project.project, .umzug, detail, now, database)
            case .migration(let migration):
                try database.execute(
                    sql:
                        "INSERT INTO audit (time, event, migration, actor, detail) VALUES (?, 'mail-given-up', ?, ?, ?)",
                    arguments: [now, migration.migration.rawValue, "worker", try JSON.text(detail)]
                )
            }
        }
    }

    /// Puts what the state is an occasion for into the outbox, where somebody wants to know.
    static func tell(
        _ projection: Projection,
        _ migration: MigrationID,
        _ tokens: TokenRecipe,
        _ now: Int64,
        _ database: Database
    ) throws {
        guard try subscription(migration, database)?.standing == .confirmed else { return }
        try database.execute(
            sql: "UPDATE subscription SET undoNotice = ? WHERE migration = ?",
            arguments: [MailOccasion.undoNoticeTime(projection), migration.rawValue]
        )
        guard let occasion = MailOccasion(projection, now: now) else { return }
        try enqueue(occasion, migration, tokens, now, database)
    }

    /// Tells of undo windows that end soon.
    static func tellOfEnds(_ tokens: TokenRecipe, _ now: Int64, _ database: Database) throws {
        let sql =
            "SELECT migration FROM subscription WHERE undoNotice <= ? AND confirmed IS NOT NULL AND stopped IS NULL"
        for text in try String.fetchAll(database, sql: sql, arguments: [now]) {
            guard let migration = MigrationID(rawValue: text) else { continue }
            let until = try projection(of: migration, database)?.undoUntil ?? 0
            if until > now { try enqueue(.undoEnds(until), migration, tokens, now, database) }
            try database.execute(
                sql: "UPDATE subscription SET undoNotice = NULL WHERE migration = ?",
                arguments: [text]
            )
        }
    }

    static func enqueue(
        _ occasion: MailOccasion,
        _ migration: MigrationID,
        _ tokens: TokenRecipe,
        _ now: Int64,
        _ database: Database
    ) throws {
        let sql = "SELECT 1 FROM outbox WHERE migration = ? AND kind = ? AND moment = ?"
        let key: StatementArguments = [migration.rawValue, occasion.kind.rawValue, occasion.moment]
        guard try Int.fetchOne(database, sql: sql, arguments: key) == nil,
            let subscription = try subscription(migration, database),
            let row = try Row.fetchOne(
                database,
                sql: "SELECT source, target, projection FROM migration WHERE id = ?",
                arguments: [migration.rawValue]
            )
        else { return }
        let arguments = MailArguments(
            source: try JSON.value(row["source"]),
            target: try JSON.value(row["target"]),
            try JSON.value(row["projection"])
        )
        try database.execute(
            sql: """
                INSERT INTO outbox (id, migration, kind, moment, recipient, language, arguments, created, notBefore)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                String(tokens.digest(tokens.random().exposed).prefix(32)), migration.rawValue, occasion.kind.rawValue,
                occasion.moment, subscription.address, subscription.language, try JSON.text(arguments), now, now,
            ]
        )
    }

    /// What has not gone yet is not sent any more.
    static func withhold(_ migration: MigrationID, _ now: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE outbox SET ended = ?, outcome = 'withheld', recipient = '' WHERE migration = ? AND ended IS NULL
                """,
            arguments: [now, migration.rawValue]
        )
    }

    // MARK: - Rows

    private static func nextMail(_ time: Double, _ now: Int64, _ database: Database) throws -> Row? {
        let sql = """
            SELECT outbox.*, subscription.nonce, subscription.address, confirmed, stopped FROM outbox
            LEFT JOIN subscription ON subscription.migration = outbox.migration
            WHERE ended IS NULL AND notBefore <= ? AND (owner IS NULL OR leaseUntil < ?)
            ORDER BY number LIMIT 1
            """
        return try Row.fetchOne(database, sql: sql, arguments: [now, time])
    }

    /// Whether the address still wants it, and it is still so: the confirmation only until it is given, all else only after.
    private static func isWanted(_ row: Row, _ now: Int64, _ database: Database) throws -> Bool {
        if let project = (row["project"] as String?).flatMap(ProjectID.init(rawValue:)) {
            return try isWanted(row, of: project, database)
        }
        guard !row.hasNull("nonce"), row.hasNull("stopped"),
            row["address"] as String? == row["recipient"] as String?
        else { return false }
        let isConfirmation = row["kind"] == MailKind.confirmAddress.rawValue
        guard isConfirmation else {
            guard !row.hasNull("confirmed"), let kind = MailKind(rawValue: row["kind"]),
                let migration = MigrationID(rawValue: row["migration"]),
                let projection = try projection(of: migration, database)
            else { return false }
            let isLate = row["created"] as Int64 + MailOccasion.late < now
            return !isLate || kind.isTrue(of: projection, at: now)
        }
        return row.hasNull("confirmed") && row["moment"] as String? == row["nonce"] as String?
    }

    private static func sentToday(_ recipient: String, _ now: Int64, _ database: Database) throws -> Int {
        let sql = "SELECT count(*) FROM outbox WHERE recipient = ? AND outcome = 'sent' AND ended > ?"
        return try Int.fetchOne(database, sql: sql, arguments: [recipient, now - 86_400]) ?? 0
    }

    private static func postpone(_ number: Int64, until: Int64, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE outbox SET owner = NULL, leaseUntil = NULL, notBefore = ? WHERE number = ?",
            arguments: [until, number]
        )
    }

    /// What has ended knows its address no more, but for a digest by which the mails of a day are counted.
    private static func end(
        _ number: Int64,
        _ outcome: String,
        to recipient: String = "",
        _ now: Int64,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                UPDATE outbox SET ended = ?, outcome = ?, recipient = ?, owner = NULL, leaseUntil = NULL WHERE number = ?
                """,
            arguments: [now, outcome, recipient, number]
        )
    }

    private static func mail(_ row: Row, _ tokens: TokenRecipe, _ database: Database) throws -> OutgoingMail? {
        guard let kind = MailKind(rawValue: row["kind"]), let matter = try matter(row, tokens, database) else {
            return nil
        }
        return OutgoingMail(
            number: row["number"],
            id: row["id"],
            matter: matter,
            kind: kind,
            recipient: row["recipient"],
            language: row["language"],
            created: row["created"],
            attempts: (row["attempts"] as Int) + 1
        )
    }

    private static func matter(
        _ row: Row,
        _ tokens: TokenRecipe,
        _ database: Database
    ) throws -> OutgoingMail.Matter? {
        if let project = (row["project"] as String?).flatMap(ProjectID.init(rawValue:)) {
            return .project(try projectMail(row, project, tokens, database))
        }
        guard let migration = MigrationID(rawValue: row["migration"]) else { return nil }
        return .migration(
            MigrationMail(
                migration: migration,
                arguments: try JSON.value(row["arguments"]),
                confirmToken: tokens.confirmToken(migration, row["nonce"]),
                stopToken: tokens.stopToken(migration, row["nonce"])
            )
        )
    }
}
