import GRDB
import MailCore

/// Reads rows into the values that readers get.
enum Records {
    static func migration(_ db: Database) throws -> MigrationRecord {
        guard let row = try db.row(sql: "SELECT * FROM migration"),
            let id = MigrationID(rawValue: row["name"])
        else { throw Problem.storage("the journal names no migration") }
        return MigrationRecord(
            id: id,
            source: try JSON.value(Endpoint.self, row["source"]),
            target: try JSON.value(Endpoint.self, row["target"]),
            options: try JSON.value(Options.self, row["options"]),
            state: try JSON.value(State.self, row["state"]),
            pass: row["pass"],
            passKind: PassKind(rawValue: row["passKind"]) ?? .copy,
            created: row["created"],
            changed: row["changed"],
            passEnded: row["passEnded"],
            isStarted: row["started"],
            undoHours: row["undoHours"],
            isUndoExtended: row["undoExtended"],
            lastEnd: try (row["lastEnd"] as String?).map { try JSON.value(State.self, $0) },
            halted: try (row["halted"] as String?).map { try JSON.value(Problem.self, $0) },
            bootID: row["bootID"]
        )
    }

    static func counts(_ db: Database) throws -> [Kind: Counts] {
        let rows = try db.rows(
            sql: """
                SELECT kind, count(*) AS containers, sum(found) AS found, sum(copied) AS copied,
                    sum(alreadyThere) AS alreadyThere, sum(skipped) AS skipped, sum(failed) AS failed,
                    sum(updated) AS updated, sum(altered) AS altered, sum(removed) AS removed, sum(kept) AS kept,
                    sum(gone) AS gone, sum(bytes) AS bytes
                FROM container GROUP BY kind
                """
        )
        var result: [Kind: Counts] = [:]
        for row in rows {
            guard let kind = Kind(rawValue: row["kind"]) else { continue }
            var counts = counts(row)
            counts.containers = row["containers"]
            result[kind] = counts
        }
        return result
    }

    static func progress(_ db: Database) throws -> [Progress] {
        let rows = try db.rows(
            sql: """
                SELECT kind, sum(found), sum(foundBytes), sum(copied + alreadyThere + skipped + failed), sum(bytes)
                FROM container GROUP BY kind
                """
        )
        return rows.compactMap { row in
            Kind(rawValue: row[0]).map {
                Progress(kind: $0, container: nil, done: row[3], total: row[1], bytes: row[4], totalBytes: row[2])
            }
        }
        .sorted { $0.kind < $1.kind }
    }

    static func containers(_ db: Database) throws -> [ContainerRecord] {
        let rows = try db.rows(
            sql: """
                SELECT container.*, target.path AS targetPath, target.creation AS creation
                FROM container JOIN target ON target.id = container.target ORDER BY container.id
                """
        )
        return rows.compactMap { row in
            guard let kind = Kind(rawValue: row["kind"]), let source = FolderPath(text: row["path"]),
                let target = FolderPath(text: row["targetPath"])
            else { return nil }
            var counts = counts(row)
            counts.containers = 1
            return ContainerRecord(
                id: row["id"],
                kind: kind,
                source: source,
                target: target,
                isOurs: row["creation"] == TargetRow.Creation.ours.rawValue,
                foundBytes: row["foundBytes"],
                counts: counts
            )
        }
    }

    static func counts(_ row: Row) -> Counts {
        var counts = Counts()
        counts.found = row["found"]
        counts.copied = row["copied"]
        counts.alreadyThere = row["alreadyThere"]
        counts.skipped = row["skipped"]
        counts.failed = row["failed"]
        counts.updated = row["updated"]
        counts.altered = row["altered"]
        counts.removed = row["removed"]
        counts.kept = row["kept"]
        counts.gone = row["gone"]
        counts.bytes = row["bytes"]
        return counts
    }
}
