import GRDB
package import MailCore

/// Containers and targets.
extension Journal {
    /// Writes the mapping and the containers that are new in it; those known are brought up to date.
    package func place(
        _ mapping: FolderMapping,
        _ added: [(FolderMapping.Entry, SourceContainer)],
        _ changed: [(Int64, SourceContainer)]
    ) async throws(Problem) {
        try await access.write { db in
            try db.run(sql: "UPDATE migration SET mapping = ?", arguments: [try JSON.text(mapping)])
            for (entry, container) in added { try Journal.add(entry, container, db) }
            for (id, container) in changed { try Journal.change(id, container, db) }
        }
    }

    private static func add(_ entry: FolderMapping.Entry, _ container: SourceContainer, _ db: Database) throws {
        try db.run(
            sql: "INSERT OR IGNORE INTO target (kind, path, specialUse) VALUES (?, ?, ?)",
            arguments: [entry.kind.rawValue, entry.target.description, entry.specialUse?.rawValue]
        )
        // It may be known already as the parent of one of ours, and never have been asked how it stands.
        try db.run(
            sql: "UPDATE target SET creation = ? WHERE kind = ? AND path = ? AND mark IS NULL AND creation = ?",
            arguments: [
                TargetRow.Creation.intended.rawValue, entry.kind.rawValue, entry.target.description,
                TargetRow.Creation.ours.rawValue,
            ]
        )
        let target = try db.one(
            Int64.self,
            sql: "SELECT id FROM target WHERE kind = ? AND path = ?",
            arguments: [entry.kind.rawValue, entry.target.description]
        )
        try db.run(
            sql: """
                INSERT INTO container (target, kind, path, wireName, specialUse, stableID, validity, subscribed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                target, entry.kind.rawValue, container.path.description, container.wireName,
                container.specialUse?.rawValue, container.stableID, container.validity, container.isSubscribed,
            ]
        )
    }

    private static func change(_ id: Int64, _ container: SourceContainer, _ db: Database) throws {
        try db.run(
            sql: """
                UPDATE container SET path = ?, wireName = ?, stableID = ?, validity = ?, subscribed = ?, vanished = 0
                WHERE id = ?
                """,
            arguments: [
                container.path.description, container.wireName, container.stableID, container.validity,
                container.isSubscribed, id,
            ]
        )
    }

    /// All places at the source, in its order.
    package func containerRows() async throws(Problem) -> [ContainerRow] {
        try await access.read { db in
            try db.rows(sql: "SELECT * FROM container ORDER BY id").compactMap(Journal.containerRow)
        }
    }

    private static func containerRow(_ row: Row) -> ContainerRow? {
        guard let kind = Kind(rawValue: row["kind"]), let path = FolderPath(text: row["path"]) else { return nil }
        let container = SourceContainer(
            kind: kind,
            path: path,
            wireName: row["wireName"],
            specialUse: (row["specialUse"] as String?).flatMap(SpecialUse.init(rawValue:)),
            stableID: row["stableID"],
            validity: row["validity"],
            isSubscribed: row["subscribed"]
        )
        return ContainerRow(
            id: row["id"],
            target: row["target"],
            container: container,
            checkpoint: (row["checkpoint"] as String?).map { Checkpoint($0) },
            listedPass: row["listedPass"],
            hasVanished: row["vanished"]
        )
    }

    /// All places at the target.
    package func targetRows() async throws(Problem) -> [TargetRow] {
        try await access.read { db in
            try db.rows(sql: "SELECT * FROM target ORDER BY id").compactMap(Journal.targetRow)
        }
    }

    private static func targetRow(_ row: Row) throws -> TargetRow? {
        guard let kind = Kind(rawValue: row["kind"]), let path = FolderPath(text: row["path"]) else { return nil }
        return TargetRow(
            id: row["id"],
            kind: kind,
            path: path,
            specialUse: (row["specialUse"] as String?).flatMap(SpecialUse.init(rawValue:)),
            creation: TargetRow.Creation(rawValue: row["creation"]) ?? .unknown,
            problem: try (row["problem"] as String?).map { try JSON.value(Problem.self, $0) },
            mark: (row["mark"] as String?).map { Mark($0) },
            watermark: (row["watermark"] as String?).map { Mark($0) },
            hadItems: row["hadItems"],
            isExistingListed: row["existingListed"],
            isRenumbered: row["renumbered"]
        )
    }

    /// Writes what became of targets: how they came to be, and how they stood before the first write.
    package func record(_ targets: [TargetRow]) async throws(Problem) {
        try await access.write { db in
            for target in targets {
                try db.run(
                    sql: """
                        UPDATE target SET creation = ?, problem = ?, mark = ?, watermark = ?, hadItems = ?, existingListed = ?
                        WHERE id = ?
                        """,
                    arguments: [
                        target.creation.rawValue, try target.problem.map { try JSON.text($0) }, target.mark?.text,
                        target.watermark?.text, target.hadItems, target.isExistingListed, target.id,
                    ]
                )
            }
        }
    }

    /// Notes folders that come to be with folders of ours below them; they hold no items.
    package func claim(_ paths: [FolderPath], kind: Kind) async throws(Problem) {
        guard !paths.isEmpty else { return }
        try await access.write { db in
            for path in paths {
                try db.execute(
                    sql: "INSERT OR IGNORE INTO target (kind, path, creation) VALUES (?, ?, ?)",
                    arguments: [kind.rawValue, path.description, TargetRow.Creation.ours.rawValue]
                )
            }
        }
    }

    /// How far a subscription of ours is.
    package enum Subscription: Int, Sendable {
        case none, intended, done
    }

    /// Targets of ours whose source is subscribed, by how far our subscription is.
    package func subscriptions(_ state: Subscription) async throws(Problem) -> [TargetRow] {
        try await access.read { db in
            try db.rows(
                sql: """
                    SELECT * FROM target WHERE subscription = ? AND (subscription > 0 OR creation = ?)
                        AND EXISTS (SELECT 1 FROM container WHERE container.target = target.id AND subscribed = 1)
                    """,
                arguments: [state.rawValue, TargetRow.Creation.ours.rawValue]
            ).compactMap(Journal.targetRow)
        }
    }

    /// Writes how far subscriptions of ours are.
    package func record(_ targets: [Int64], _ state: Subscription) async throws(Problem) {
        try await access.write { db in
            for id in targets {
                try db.run(
                    sql: "UPDATE target SET subscription = ? WHERE id = ?",
                    arguments: [state.rawValue, id]
                )
            }
        }
    }
}

extension Journal {
    /// Lets folders of ours that their owner deleted on the way be made again: what was bound for them failed.
    package func remakeLost() async throws(Problem) {
        try await access.write { db in
            try db.run(
                sql: """
                    UPDATE target SET creation = ? WHERE creation = ? AND id IN (
                        SELECT target FROM item WHERE marks > 0 AND state = ? AND problem LIKE ?)
                    """,
                arguments: [
                    TargetRow.Creation.intended.rawValue, TargetRow.Creation.ours.rawValue,
                    ItemRow.State.failed.rawValue, "%\"\(Problem.Code.folderRefused.rawValue)\"%",
                ]
            )
        }
    }
}
