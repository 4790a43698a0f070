import GRDB
import MailCore

extension SQLiteStore {
    /// Drops abandoned projects, files that were never received whole, and folders that no project has any more.
    func sweepProjects() async throws {
        let (now, retention) = (now, retention)
        let unfinished = try await write { database -> [(FileID, ProjectID)] in
            let abandoned = "DELETE FROM project WHERE consultancy IS NULL AND lastVisit <= ? RETURNING id"
            let latest = now - retention.abandonedProject
            for id in try String.fetchAll(database, sql: abandoned, arguments: [latest]) {
                guard let project = ProjectID(rawValue: id) else { continue }
                try SQLiteStore.audit("project-expired", project, by: "worker", now, database)
            }
            try database.execute(
                sql: "UPDATE project SET offerDigest = NULL, offerUntil = NULL WHERE offerUntil <= ?",
                arguments: [now]
            )
            try SQLiteStore.sweepAccessLists(at: now, database)
            let sql = "DELETE FROM projectFile WHERE NOT isWhole AND time <= ? RETURNING id, project"
            return try Row.fetchAll(database, sql: sql, arguments: [now - SQLiteStore.longestUpload]).compactMap {
                row in
                ProjectID(rawValue: row["project"]).map { (FileID(rawValue: row["id"]), $0) }
            }
        }
        for (file, project) in unfinished { await files.remove(file, of: project) }
        let folders = await files.projects()
        guard !folders.isEmpty else { return }
        let known = try await read { try Set(String.fetchAll($0, sql: "SELECT id FROM project")) }
        for project in folders where !known.contains(project.rawValue) { await files.removeAll(of: project) }
        for project in folders where known.contains(project.rawValue) { try await sweepContents(of: project) }
    }

    /// After so many seconds nobody sends the rest of a file any more.
    private static let longestUpload: Int64 = 3600

    /// Removes contents that have no row: a process died between the two.
    ///
    /// Rows are made first, so that a new content has its row.
    private func sweepContents(of project: ProjectID) async throws {
        let found = await files.contents(of: project, before: now - 86_400)
        guard !found.isEmpty else { return }
        let known = try await read { database in
            let sql = "SELECT id FROM projectFile WHERE project = ?"
            return try Set(Int64.fetchAll(database, sql: sql, arguments: [project.rawValue]))
        }
        for file in found where !known.contains(file.rawValue) { await files.remove(file, of: project) }
    }
}
