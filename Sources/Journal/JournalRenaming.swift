import GRDB
package import MailCore

/// Folders that go by another name because the target refused theirs.
extension Journal {
    /// Gives targets other paths, which the mapping follows; they are not made yet.
    package func rename(_ paths: [Int64: FolderPath]) async throws(Problem) {
        try await access.write { db in
            var mapping = try Journal.mapping(db)
            var parents: Set<FolderPath> = []
            for (id, path) in paths {
                guard let row = try db.row(sql: "SELECT kind, path FROM target WHERE id = ?", arguments: [id]) else {
                    continue
                }
                for index in mapping.entries.indices where mapping.entries[index].isBound(for: row) {
                    mapping.entries[index].refusedTarget = mapping.entries[index].target
                    mapping.entries[index].target = path
                    mapping.entries[index].isRenamed = true
                }
                if let old = FolderPath(text: row["path"]) { parents.formUnion(old.ancestors) }
                try Journal.move(id, to: path, db)
            }
            try Journal.write(mapping, db)
            for parent in parents.sorted(by: { $0.names.count > $1.names.count }) {
                try Journal.unclaim(parent, db)
            }
        }
    }

    /// Forgets a folder that would have come to be above others, none of which is to be made any more.
    private static func unclaim(_ path: FolderPath, _ db: Database) throws {
        try db.run(
            sql: """
                DELETE FROM target WHERE path = ?1 AND mark IS NULL AND creation = ?2
                    AND id NOT IN (SELECT target FROM container)
                    AND NOT EXISTS (
                        SELECT 1 FROM target AS below
                        WHERE below.kind = target.kind AND substr(below.path, 1, length(?1) + 1) = ?1 || '/')
                """,
            arguments: [path.description, TargetRow.Creation.ours.rawValue]
        )
    }

    /// Lets targets that were refused be asked for again, by the names that they had at first.
    package func forgetRefusals() async throws(Problem) {
        try await access.write { db in
            var mapping = try Journal.mapping(db)
            let refused = try db.rows(
                sql: "SELECT id, kind, path FROM target WHERE creation = ?",
                arguments: [TargetRow.Creation.refused.rawValue]
            )
            for row in refused {
                var path: FolderPath?
                for index in mapping.entries.indices where mapping.entries[index].isBound(for: row) {
                    guard let old = mapping.entries[index].refusedTarget else { continue }
                    mapping.entries[index].target = old
                    mapping.entries[index].refusedTarget = nil
                    mapping.entries[index].isRenamed = old.name != mapping.entries[index].source.name
                    path = old
                }
                try Journal.move(row["id"], to: path, db)
            }
            if !refused.isEmpty { try Journal.write(mapping, db) }
        }
    }

    private static func move(_ target: Int64, to path: FolderPath?, _ db: Database) throws {
        try db.run(
            sql: "UPDATE target SET path = coalesce(?, path), creation = ?, problem = NULL WHERE id = ?",
            arguments: [path?.description, TargetRow.Creation.unknown.rawValue, target]
        )
    }

    private static func mapping(_ db: Database) throws -> FolderMapping {
        let text = try db.one(String.self, sql: "SELECT mapping FROM migration WHERE mapping IS NOT NULL")
        return try text.map { try JSON.value(FolderMapping.self, $0) } ?? FolderMapping()
    }

    private static func write(_ mapping: FolderMapping, _ db: Database) throws {
        try db.run(sql: "UPDATE migration SET mapping = ?", arguments: [try JSON.text(mapping)])
    }

    /// Folders that were made under another name, each as the receipt has it.
    package func renamedFolders() async throws(Problem) -> [RenamedFolder] {
        try await access.read { db in try Records.renamedFolders(db) }
    }
}

/// A folder that goes by another name, and its place at the target.
package struct RenamedFolder: Hashable, Sendable {
    package var target: Int64
    package var item: ReceiptItem
}

extension FolderMapping.Entry {
    fileprivate func isBound(for row: Row) -> Bool {
        kind.rawValue == row["kind"] && target.description == row["path"]
    }
}

extension Records {
    /// Exceptions of folders come after those of all items.
    private static let firstFolder: Int64 = 1 << 56

    /// Folders that were made under another name, in the mapping's order.
    static func renamedFolders(_ db: Database) throws -> [RenamedFolder] {
        let text = try db.one(String.self, sql: "SELECT mapping FROM migration WHERE mapping LIKE '%refusedTarget%'")
        guard let text else { return [] }
        let statement = try db.cachedStatement(
            sql: "SELECT id FROM target WHERE kind = ? AND path = ? AND mark IS NOT NULL"
        )
        return try JSON.value(FolderMapping.self, text).entries.compactMap { entry in
            guard entry.refusedTarget != nil,
                let target = try Int64.fetchOne(
                    statement,
                    arguments: [entry.kind.rawValue, entry.target.description]
                )
            else { return nil }
            return RenamedFolder(target: target, item: ReceiptItem(renamed: entry))
        }
    }

    static func renamedFolders(after last: Int64, limit: Int, _ db: Database) throws -> [ExceptionRecord] {
        guard limit > 0 else { return [] }
        let records = try renamedFolders(db).enumerated().map { place, folder in
            ExceptionRecord(id: firstFolder + Int64(place), item: folder.item)
        }
        return Array(records.filter { $0.id > last }.prefix(limit))
    }
}

extension ReceiptItem {
    fileprivate init(renamed entry: FolderMapping.Entry) {
        let problem = Problem(
            .folderRenamed,
            ["folder": entry.source.description, "name": entry.target.description],
            reaction: .skip,
            fixer: .you,
            side: .target,
            detail: entry.target.description
        )
        self.init(
            kind: entry.kind,
            container: entry.source,
            reference: Reference(""),
            subject: "",
            date: nil,
            size: 0,
            outcome: .copied,
            problem: problem
        )
    }
}
