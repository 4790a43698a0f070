import GRDB
import MailCore

extension SQLiteStore: ConsultantStore {
    /// Adds a consultant.
    @discardableResult
    public func add(_ consultant: NewConsultant) async throws -> Consultant {
        let now = now
        guard let login = Consultant.login(consultant.login), let firm = Consultant.firm(consultant.consultancy) else {
            throw Problem(.usage, reaction: .stop, fixer: .you, detail: "no usable name")
        }
        return try await write { database in
            guard try SQLiteStore.consultant(where: "login = ?", [login], database) == nil else {
                throw Problem(.idExists, ["id": login], reaction: .stop, fixer: .you)
            }
            try database.execute(
                sql: "INSERT INTO consultancy (name) VALUES (?) ON CONFLICT DO NOTHING",
                arguments: [firm]
            )
            try database.execute(
                sql: """
                    INSERT INTO consultant (login, name, consultancy, address, verifier, created)
                    SELECT ?, ?, id, ?, ?, ? FROM consultancy WHERE name = ?
                    """,
                arguments: [
                    login, PlainText.line(consultant.name, most: 120), consultant.address?.description,
                    consultant.verifier, now, firm,
                ]
            )
            guard let added = try SQLiteStore.consultant(where: "login = ?", [login], database) else {
                throw Problem(.storage, reaction: .stop, fixer: .operator)
            }
            return added
        }
    }

    /// All of them, by consultancy and login.
    public func consultants() async throws -> [Consultant] {
        try await read { try SQLiteStore.consultants(where: "1", [], $0) }
    }

    /// The one with that login, whatever its case.
    public func consultant(login: String) async throws -> Consultant? {
        guard let login = Consultant.login(login) else { return nil }
        return try await read { try SQLiteStore.consultant(where: "login = ?", [login], $0) }
    }

    /// The consultants of a consultancy, by login.
    public func consultants(of consultancy: ConsultancyID) async throws -> [Consultant] {
        try await read { try SQLiteStore.consultants(where: "consultancy = ?", [consultancy.rawValue], $0) }
    }

    /// Removes a consultant and ends the logins.
    public func remove(_ consultant: ConsultantID) async throws -> Bool {
        try await write { database in
            let sql = "DELETE FROM consultant WHERE id = ?"
            try database.execute(sql: sql, arguments: [consultant.rawValue])
            return database.changesCount > 0
        }
    }

    /// Sets the verifier of another password, and ends the logins.
    public func setPassword(_ verifier: String, of consultant: ConsultantID) async throws {
        try await write { database in
            let sql = "UPDATE consultant SET verifier = ? WHERE id = ?"
            try database.execute(sql: sql, arguments: [verifier, consultant.rawValue])
            try SQLiteStore.endLogins(consultant, database)
        }
    }

    /// Asks for codes of that secret from now on, or for none, and ends the logins.
    public func setCodes(_ secret: SealedCodeSecret?, of consultant: ConsultantID) async throws {
        try await write { database in
            let sql = "UPDATE consultant SET codes = ?, codeStep = 0 WHERE id = ?"
            try database.execute(sql: sql, arguments: [secret?.rawValue, consultant.rawValue])
            try SQLiteStore.endLogins(consultant, database)
        }
    }

    /// Takes the time step of a code that was right.
    public func takeCode(step: Int64, of consultant: ConsultantID) async throws -> Bool {
        try await write { database in
            let sql = "UPDATE consultant SET codeStep = ?1 WHERE id = ?2 AND codeStep < ?1"
            try database.execute(sql: sql, arguments: [step, consultant.rawValue])
            return database.changesCount > 0
        }
    }

    /// Sets the name that customers read.
    public func setName(_ name: String, of consultant: ConsultantID) async throws {
        try await write { database in
            let sql = "UPDATE consultant SET name = ? WHERE id = ?"
            let name = PlainText.line(name, most: 120)
            try database.execute(sql: sql, arguments: [name, consultant.rawValue])
        }
    }

    /// Says whether mails about projects are wanted.
    public func setSilent(_ isSilent: Bool, _ consultant: ConsultantID) async throws {
        try await write { database in
            let sql = "UPDATE consultant SET isSilent = ? WHERE id = ?"
            try database.execute(sql: sql, arguments: [isSilent, consultant.rawValue])
        }
    }

    /// Logs the session in.
    public func logIn(_ session: Session.ID, as consultant: ConsultantID) async throws {
        let now = now
        try await write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO consultantLogin (session, consultant)
                    SELECT session.id, consultant.id FROM session, consultant
                    WHERE session.id = ? AND consultant.id = ?
                    """,
                arguments: [session.rawValue, consultant.rawValue]
            )
            let sql = "UPDATE consultant SET lastLogin = ? WHERE id = ?"
            try database.execute(sql: sql, arguments: [now, consultant.rawValue])
        }
    }

    /// Ends the login.
    public func logOut(_ session: Session.ID) async throws {
        try await write { database in
            let sql = "DELETE FROM consultantLogin WHERE session = ?"
            try database.execute(sql: sql, arguments: [session.rawValue])
        }
    }

    /// Who is logged in.
    public func login(of session: Session.ID) async throws -> ConsultantLogin? {
        let now = now
        return try await read { try SQLiteStore.login(of: session, now, $0) }
    }
}

extension SQLiteStore {
    static func login(of session: Session.ID, _ now: Int64, _ database: Database) throws -> ConsultantLogin? {
        let sql = """
            SELECT consultantLogin.consultant FROM consultantLogin JOIN session ON session.id = session
            WHERE session = ? AND session.expires > ?
            """
        guard let row = try Row.fetchOne(database, sql: sql, arguments: [session.rawValue, now]),
            let consultant = try consultant(where: "consultant.id = ?", [row[0] as Int64], database)
        else { return nil }
        return ConsultantLogin(consultant: consultant)
    }

    /// Makes a session's copy as rightful as the session.
    static func copyLogins(from old: String, to new: String, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO consultantLogin (session, consultant)
                SELECT ?, consultant FROM consultantLogin WHERE session = ?
                """,
            arguments: [new, old]
        )
        try database.execute(
            sql: "INSERT INTO membership (session, member) SELECT ?, member FROM membership WHERE session = ?",
            arguments: [new, old]
        )
    }

    private static func endLogins(_ consultant: ConsultantID, _ database: Database) throws {
        let sql = "DELETE FROM consultantLogin WHERE consultant = ?"
        try database.execute(sql: sql, arguments: [consultant.rawValue])
    }

    static func consultant(
        where condition: String,
        _ arguments: StatementArguments,
        _ database: Database
    ) throws -> Consultant? {
        try consultants(where: condition, arguments, database).first
    }

    static func consultants(
        where condition: String,
        _ arguments: StatementArguments,
        _ database: Database
    ) throws -> [Consultant] {
        let sql = """
            SELECT consultant.*, consultancy.name AS firm FROM consultant
            JOIN consultancy ON consultancy.id = consultancy
            WHERE \(condition) ORDER BY consultancy.name, login
            """
        return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
            Consultant(
                id: ConsultantID(rawValue: row["id"]),
                login: row["login"],
                name: row["name"] == "" ? row["login"] : row["name"],
                consultancy: Consultancy(id: ConsultancyID(rawValue: row["consultancy"]), name: row["firm"]),
                address: row["address"],
                isSilent: row["isSilent"],
                verifier: row["verifier"],
                totp: (row["codes"] as String?).map(SealedCodeSecret.init(rawValue:)),
                created: row["created"],
                lastLogin: row["lastLogin"]
            )
        }
    }
}

extension Consultant {
    /// A login in its one spelling; nil for what is none.
    static func login(_ text: String) -> String? {
        let login = text.lowercased()
        guard (1...64).contains(login.utf8.count),
            login.unicodeScalars.allSatisfy({ scalar in
                switch scalar {
                case "a"..."z", "0"..."9", ".", "-", "_", "@": true
                default: false
                }
            })
        else { return nil }
        return login
    }

    /// A consultancy's name without spaces around it; nil for what is none.
    static func firm(_ text: String) -> String? {
        let firm = PlainText.line(text, most: 120)
        return firm.isEmpty ? nil : firm
    }
}
