import FoundationEssentials
import GRDB
import Store

extension Fixture {
    /// How many rows each table holds about the project, asked of the file itself: no table is forgotten.
    func rows(of project: ProjectID) throws -> [String: Int] {
        let database = try DatabaseQueue(path: "\(folder)/umzug.sqlite")
        defer { try? database.close() }
        return try database.read { database in
            let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'"
            var rows: [String: Int] = [:]
            for table in try String.fetchAll(database, sql: sql) {
                let columns = try database.columns(in: table).map(\.name)
                guard columns.contains("project") else { continue }
                let count = "SELECT count(*) FROM \(table) WHERE project = ?"
                rows[table] = try Int.fetchOne(database, sql: count, arguments: [project.rawValue])
            }
            return rows
        }
    }

    /// The lines of the server's trail.
    func audit() throws -> [String] {
        let database = try DatabaseQueue(path: "\(folder)/umzug.sqlite")
        defer { try? database.close() }
        return try database.read { database in
            let sql = "SELECT event || ' ' || actor || ' ' || detail FROM audit ORDER BY number"
            return try String.fetchAll(database, sql: sql)
        }
    }

    /// The projects that have a folder.
    func projectFolders() throws -> [String] { try names(in: "\(folder)/projects") }

    /// The names of a project's files on the disk.
    func files(of project: ProjectID) throws -> [String] { try names(in: "\(folder)/projects/\(project)/files") }

    private func names(in folder: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
    }
}
