import GRDB
package import MailCore

/// Flags that follow the source (rule 7), and what verification finds (rule 10).
extension Journal {
    /// Copies whose flags are to follow, a window at a time.
    package func pendingUpdates(after last: Int64, limit: Int) async throws(Problem) -> [ItemRow] {
        try await access.read { db in
            try db.items(
                "WHERE pending > 0 AND pending & 1 > 0 AND state = 2 AND id > ? ORDER BY id LIMIT ?",
                [last, limit]
            )
        }
    }

    /// Commits the intent to set flags; an earlier one whose outcome is not known stays and is carried out first.
    package func intendUpdates(_ items: [ItemRow]) async throws(Problem) {
        try await access.write { db in
            let statement = try db.cachedStatement(
                sql: "UPDATE item SET sentFlags = ?, sentKeywords = ? WHERE id = ? AND sentFlags IS NULL"
            )
            for item in items {
                try statement.execute(arguments: [
                    Int(item.flags.system.rawValue), Columns.keywords(item.flags), item.id,
                ])
            }
        }
    }

    /// Commits what became of flag updates.
    package func settle(_ updates: [(ItemRow, UpdateOutcome)], pass: Int) async throws(Problem) -> Advance {
        try await access.write { db in
            var tally = Tally()
            var told: [ReceiptItem] = []
            for (item, outcome) in updates {
                if let flags = item.flagsSet(outcome) {
                    try Journal.update(item, flags, pass, &tally, db)
                    continue
                }
                switch outcome {
                case .updated: break
                case .targetWon: told += try Journal.leave(item, note: nil, pass, db)
                case .failed(let problem): told += try Journal.leave(item, note: problem, pass, db)
                case .gone: try Journal.settleQuietly([item.id], db)
                }
            }
            try tally.apply(db)
            var advance = tally.sum
            advance.exceptions = told
            return advance
        }
    }

    private static func update(
        _ item: ItemRow,
        _ flags: Flags,
        _ pass: Int,
        _ tally: inout Tally,
        _ db: Database
    ) throws {
        // What was sent before the source's flags changed once more is only the first step.
        let isLast = item.sentFlags.map { $0.matches(item.flags) } ?? true
        let statement = try db.cachedStatement(
            sql: """
                UPDATE item SET pending = pending & ?, lastFlags = ?, lastKeywords = ?, touched = ?, updates = updates + 1,
                    sentFlags = NULL, sentKeywords = NULL
                WHERE id = ? RETURNING updates
                """
        )
        let updates = try Int.fetchOne(
            statement,
            arguments: [
                isLast ? 2 : 3, Int(flags.system.rawValue), Columns.keywords(flags), pass, item.id,
            ]
        )
        if updates == 1 { tally[item.container].updated += 1 }
    }

    private static func leave(_ item: ItemRow, note: Problem?, _ pass: Int, _ db: Database) throws -> [ReceiptItem] {
        try db.run(
            sql: """
                UPDATE item SET pending = pending & 2, marks = marks | ?, note = coalesce(?, note), touched = ?,
                    sentFlags = NULL, sentKeywords = NULL WHERE id = ?
                """,
            arguments: [Exceptional.targetWon.rawValue, try note.map { try JSON.text($0) }, pass, item.id]
        )
        return try Records.told(item.id, .targetWon, db)
    }

    // MARK: - Verifying

    /// Targets to which something was done in this pass, with how many copies each should have.
    package func touchedTargets(pass: Int) async throws(Problem) -> [Int64: Int] {
        try await access.read { db in
            let rows = try db.rows(
                sql: """
                    SELECT target, count(*) FROM item
                    WHERE touched >= ? AND state = 2 AND targetReference IS NOT NULL GROUP BY target
                    """,
                arguments: [pass]
            )
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as Int64, $0[1] as Int) })
        }
    }

    /// The copies that observations show, in their order; nil where one is not ours.
    package func copies(_ observations: [Observation], target: Int64) async throws(Problem) -> [ItemRow?] {
        try await access.read { db in
            try observations.map { observation in
                try db.items(
                    "WHERE target = ? AND targetReference = ? AND state = 2",
                    [target, observation.reference.text]
                ).first
            }
        }
    }

    /// Copies of a target that should be there, a window at a time.
    package func copies(
        of target: Int64,
        after last: Int64,
        limit: Int,
        sincePass pass: Int
    ) async throws(Problem) -> [ItemRow] {
        try await access.read { db in
            // In the order of rows, which is that of the first listing: no window has to be sorted.
            try db.items(
                """
                WHERE +target = ? AND state = 2 AND +targetReference IS NOT NULL AND touched >= ? AND id > ?
                ORDER BY id LIMIT ?
                """,
                [target, pass, last, limit]
            )
        }
    }

    /// Some copies by chance, of those to which something was done in this pass.
    package func sample(
        _ count: Int,
        pass: Int,
        random: @escaping @Sendable () -> UInt64
    ) async throws(Problem) -> [ItemRow] {
        try await access.read { db in
            let condition = "state = 2 AND targetReference IS NOT NULL AND digest IS NOT NULL AND touched >= \(pass)"
            let range = try db.row(sql: "SELECT min(id), max(id), count(*) FROM item WHERE \(condition)")
            guard let range, let low = range[0] as Int64?, let high = range[1] as Int64? else { return [] }
            guard range[2] as Int > count else {
                return try db.items("WHERE \(condition)")
            }
            var picked: [Int64: ItemRow] = [:]
            for _ in 0..<(4 * count) where picked.count < count {
                let start = low + Int64(random() % UInt64(high - low + 1))
                let found = try db.items("WHERE id >= ? AND \(condition) ORDER BY id LIMIT 1", [start])
                guard let item = found.first else { continue }
                picked[item.id] = item
            }
            return picked.values.sorted { $0.id < $1.id }
        }
    }

    /// Notes how many items a verification read back and compared.
    package func record(compared count: Int) async throws(Problem) {
        try await access.write { db in
            try db.execute(sql: "UPDATE migration SET compared = ?", arguments: [count])
        }
    }

    /// Commits what verification found: what a copy lacks, or that it differs.
    package func record(
        losses: [(ItemRow, [Loss])],
        differences: [(ItemRow, Problem)]
    ) async throws(Problem) -> [ReceiptItem] {
        try await access.write { db in
            var tally = Tally()
            var told: [ReceiptItem] = []
            for (item, losses) in losses { told += try Journal.lose(item, losses, &tally, db) }
            for (item, problem) in differences {
                try db.run(
                    sql: "UPDATE item SET marks = marks | ?, note = ? WHERE id = ?",
                    arguments: [Exceptional.differs.rawValue, try JSON.text(problem), item.id]
                )
                told += try Records.told(item.id, .differs, db)
            }
            try tally.apply(db)
            return told
        }
    }

    private static func lose(
        _ item: ItemRow,
        _ losses: [Loss],
        _ tally: inout Tally,
        _ db: Database
    ) throws -> [ReceiptItem] {
        let all = Loss.allCases.filter { item.losses.contains($0) || losses.contains($0) }
        guard all != item.losses else { return [] }
        try db.run(
            sql: "UPDATE item SET losses = ?, marks = marks | ? WHERE id = ?",
            arguments: [Columns.losses(all), Exceptional.altered.rawValue, item.id]
        )
        guard item.losses.isEmpty else { return [] }
        tally[item.container].altered += 1
        return try Records.told(item.id, .altered, db)
    }
}

extension Journal {
    /// Takes updates off the list that need nothing to be sent.
    package func settleQuietly(_ items: [Int64]) async throws(Problem) {
        guard !items.isEmpty else { return }
        try await access.write { db in try Journal.settleQuietly(items, db) }
    }

    private static func settleQuietly(_ items: [Int64], _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE item SET pending = pending & 2, sentFlags = NULL, sentKeywords = NULL WHERE id = ?"
        )
        for id in items { try statement.execute(arguments: [id]) }
    }
}
