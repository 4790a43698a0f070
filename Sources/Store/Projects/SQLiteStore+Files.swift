import GRDB
import MailCore

extension SQLiteStore: FileStore {
    var files: ProjectFolder { ProjectFolder(data: folder) }

    /// The files, oldest first.
    public func files(of project: ProjectID) async throws -> [ProjectFile] {
        try await read { try SQLiteStore.files(where: "project = ? AND isWhole", [project.rawValue], $0) }
    }

    /// One of them.
    public func file(_ id: FileID, of project: ProjectID) async throws -> ProjectFile? {
        try await read { database in
            let condition = "project = ? AND id = ? AND isWhole"
            return try SQLiteStore.files(where: condition, [project.rawValue, id.rawValue], database).first
        }
    }

    /// Begins to take a file.
    public func deposit(
        _ name: String,
        link: FileLink?,
        in project: ProjectID,
        by actor: ProjectActor
    ) async throws -> any FileDeposit {
        let (now, limits, name) = (now, fileLimits, FileKind.plainName(name))
        guard let kind = FileKind.named(name) else { throw FileRefusal.kind }
        let id = try await write { database in
            try SQLiteStore.admit(try SQLiteStore.known(project, database), limits, database)
            try database.execute(
                sql: """
                    INSERT INTO projectFile (project, name, mediaType, size, digest, link, actor, time)
                    VALUES (?, ?, ?, 0, '', ?, ?, ?)
                    """,
                arguments: [
                    project.rawValue, name, kind.mediaType, try link.map { try JSON.text($0) },
                    try JSON.text(actor), now,
                ]
            )
            return FileID(rawValue: database.lastInsertedRowID)
        }
        do {
            return DiskDeposit(self, id, project, kind, try await files.make(id, of: project))
        } catch {
            await abandon(id, of: project)
            throw error
        }
    }

    /// Opens a file to be read.
    public func open(_ file: FileID, of project: ProjectID) async throws -> (any FileReading)? {
        guard try await self.file(file, of: project) != nil else { return nil }
        return try await files.open(file, of: project).map { DiskReading(file: $0) }
    }

    /// Says what it belongs to.
    public func link(_ file: FileID, of project: ProjectID, to link: FileLink?, by actor: ProjectActor) async throws {
        let now = now
        try await write { database in
            let sql = "UPDATE projectFile SET link = ? WHERE project = ? AND id = ? AND isWhole RETURNING name"
            let arguments: StatementArguments = [
                try link.map { try JSON.text($0) }, project.rawValue, file.rawValue,
            ]
            guard let name = try String.fetchOne(database, sql: sql, arguments: arguments) else { return }
            try SQLiteStore.change(project, "file-linked", actor, ["name": name], now, database)
        }
    }

    /// Removes a file.
    public func removeFile(_ file: FileID, of project: ProjectID, by actor: ProjectActor) async throws {
        let now = now
        try await write { database in
            let sql = "DELETE FROM projectFile WHERE project = ? AND id = ? RETURNING name"
            let arguments: StatementArguments = [project.rawValue, file.rawValue]
            guard let name = try String.fetchOne(database, sql: sql, arguments: arguments) else { return }
            try SQLiteStore.change(project, "file-removed", actor, ["name": name], now, database)
        }
        await files.remove(file, of: project)
    }

    /// Keeps what was received, where there is still room for it.
    func keep(_ file: FileID, of project: ProjectID, size: Int64, digest: String) async throws -> ProjectFile {
        let (now, limit) = (now, fileLimits.project)
        return try await write { database in
            let kept = "SELECT coalesce(sum(size), 0) FROM projectFile WHERE project = ? AND isWhole"
            let taken = try Int64.fetchOne(database, sql: kept, arguments: [project.rawValue]) ?? 0
            guard taken + size <= limit else { throw FileRefusal.room(limit: limit) }
            try database.execute(
                sql: "UPDATE projectFile SET size = ?, digest = ?, isWhole = 1, time = ? WHERE id = ? AND project = ?",
                arguments: [size, digest, now, file.rawValue, project.rawValue]
            )
            let condition = "project = ? AND id = ?"
            let arguments: StatementArguments = [project.rawValue, file.rawValue]
            guard let kept = try SQLiteStore.files(where: condition, arguments, database).first else {
                throw Problem.unknown(project)
            }
            let detail = ["name": kept.name, "size": "\(size)"]
            try SQLiteStore.change(project, "file-added", kept.actor, detail, now, database)
            return kept
        }
    }

    /// Forgets what was received.
    ///
    /// In a task of its own: whoever left in the middle has cancelled the one that asks.
    func abandon(_ file: FileID, of project: ProjectID) async {
        await Task {
            await files.remove(file, of: project)
            try? await write { database in
                let sql = "DELETE FROM projectFile WHERE id = ? AND NOT isWhole"
                try database.execute(sql: sql, arguments: [file.rawValue])
            }
        }.value
    }

    /// Whether there is room for one more file; one that is being received counts as large as it may become.
    private static func admit(_ project: Project, _ limits: FileLimits, _ database: Database) throws {
        let own = "FROM projectFile WHERE project = ?"
        let all = "FROM projectFile WHERE project IN (SELECT id FROM project WHERE consultancy IS NULL)"
        let octets = "SELECT coalesce(sum(CASE WHEN isWhole THEN size ELSE ? END), 0)"
        let (file, id) = (limits.file, project.id.rawValue)
        let count = try Int.fetchOne(database, sql: "SELECT count(*) \(own)", arguments: [id]) ?? 0
        guard count < limits.count else { throw FileRefusal.count(limit: limits.count) }
        let mine = try Int64.fetchOne(database, sql: "\(octets) \(own)", arguments: [file, id]) ?? 0
        guard mine < limits.project else { throw FileRefusal.room(limit: limits.project) }
        guard project.isSelfService else { return }
        let shared = try Int64.fetchOne(database, sql: "\(octets) \(all)", arguments: [file]) ?? 0
        guard shared < limits.selfService else { throw FileRefusal.crowded(limit: limits.selfService) }
    }

    private static func files(
        where condition: String,
        _ arguments: StatementArguments,
        _ database: Database
    ) throws -> [ProjectFile] {
        let sql = "SELECT * FROM projectFile WHERE \(condition) ORDER BY id"
        return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
            ProjectFile(
                id: FileID(rawValue: row["id"]),
                name: row["name"],
                mediaType: row["mediaType"],
                size: row["size"],
                digest: row["digest"],
                link: try (row["link"] as String?).map { try JSON.value($0) },
                actor: try JSON.value(row["actor"]),
                time: row["time"]
            )
        }
    }
}

extension FileKind {
    /// A file's name as it is shown: without the folders that some programs send along.
    static func plainName(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        // Cut in front: the ending says what it is. One character may carry any number of accents.
        let line = PlainText.line(String(String.UnicodeScalarView(last.unicodeScalars.suffix(800))), most: 800)
        var (scalars, octets) = (Array(String(line.suffix(200)).unicodeScalars), 0)
        let end = scalars.reversed().prefix { scalar in
            octets += UTF8.width(scalar)
            return octets <= 800
        }
        scalars = Array(scalars.suffix(end.count))
        return String(String.UnicodeScalarView(scalars))
    }
}
