import FoundationEssentials
import GRDB
package import MailCore

/// An item of the target that was found to be the copy of an intended one.
package struct Adoption: Sendable {
    package var item: ItemRow
    package var observation: Observation
    /// Whether it may be an older one that only looks the same: it counts as stored, and is never touched again.
    package var isUnsure: Bool

    /// An adoption.
    package init(_ item: ItemRow, _ observation: Observation, isUnsure: Bool = false) {
        self.item = item
        self.observation = observation
        self.isUnsure = isUnsure
    }
}

/// What has to be looked up at the target, because its fate or its reference is not known (rule 3).
extension Journal {
    /// Targets with open intents or with copies whose reference is not known.
    package func targetsToReconcile() async throws(Problem) -> Set<Int64> {
        try await access.read { db in
            let intended = try db.all(Int64.self, sql: "SELECT DISTINCT target FROM item WHERE state < 2 AND state = 1")
            let unresolved = try db.all(
                Int64.self,
                sql: "SELECT DISTINCT target FROM item WHERE pending > 0 AND pending & 2 > 0"
            )
            return Set(intended + unresolved)
        }
    }

    /// The items of a target to be found there: copies without a reference first, then open intents, in batch order.
    package func unknowns(target: Int64) async throws(Problem) -> [ItemRow] {
        try await access.read { db in
            let unresolved = try db.items("WHERE target = ? AND pending > 0 AND pending & 2 > 0 ORDER BY id", [target])
            let intended = try db.items(
                "WHERE container IN (SELECT id FROM container) AND state < 2 AND state = 1 AND target = ? ORDER BY id",
                [target]
            )
            return unresolved + intended
        }
    }

    /// Those observations whose reference no item of the target has, and that were not there before us.
    package func unclaimed(_ observations: [Observation], target: Int64) async throws(Problem) -> [Observation] {
        try await access.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT 1 FROM item WHERE target = ?1 AND targetReference = ?2
                    UNION ALL SELECT 1 FROM existing WHERE target = ?1 AND reference = ?2 AND isOurs = 0 LIMIT 1
                    """
            )
            return try observations.filter { observation in
                try Int.fetchOne(statement, arguments: [target, observation.reference.text]) == nil
            }
        }
    }

    /// Commits what a look at a target showed: matches are copied, other intents are open again.
    package func reconcile(
        target: Int64,
        _ adoptions: [Adoption],
        watermark: Mark?,
        isNewMark: Bool,
        pass: Int
    ) async throws(Problem) -> Advance {
        try await access.write { db in
            var tally = Tally()
            var told: [ReceiptItem] = []
            for adoption in adoptions { told += try Journal.adopt(adoption, pass, &tally, db) }
            try db.run(
                sql: "UPDATE item SET state = 0 WHERE state < 2 AND state = 1 AND target = ?",
                arguments: [target]
            )
            // A copy that is not found is no more there: undo will find nothing to take back.
            try db.run(
                sql: "UPDATE item SET pending = pending & 1 WHERE target = ? AND pending > 0",
                arguments: [target]
            )
            if let watermark {
                try db.run(
                    sql: "UPDATE target SET watermark = ?, mark = iif(?, ?, mark) WHERE id = ?",
                    arguments: [watermark.text, isNewMark, watermark.text, target]
                )
            }
            try tally.apply(db)
            var advance = tally.sum
            advance.exceptions = told
            return advance
        }
    }

    private static func adopt(
        _ adoption: Adoption,
        _ pass: Int,
        _ tally: inout Tally,
        _ db: Database
    ) throws -> [ReceiptItem] {
        let (item, seen) = (adoption.item, adoption.observation)
        let reference = adoption.isUnsure ? nil : seen.reference.text
        try db.run(
            sql: "DELETE FROM existing WHERE target = ? AND reference = ? AND item IS NULL",
            arguments: [item.target, seen.reference.text]
        )
        guard item.state == .intended else {
            // What the server did not keep of our flags, nobody has taken away.
            let last = (item.lastFlags ?? item.flags).kept(in: seen.flags)
            try db.run(
                sql: """
                    UPDATE item SET targetReference = ?, adopted = 1, pending = pending & 1, storedSize = ?, lastFlags = ?,
                        lastKeywords = ? WHERE id = ?
                    """,
                arguments: [
                    reference, seen.size, Int(last.system.rawValue), Columns.keywords(last), item.id,
                ]
            )
            return []
        }
        let last = item.flags.kept(in: seen.flags)
        let losses = item.flags.losses(in: last)
        try db.run(
            sql: """
                UPDATE item SET state = 2, adopted = 1, targetReference = ?, storedSize = ?, lastFlags = ?, lastKeywords = ?,
                    losses = ?, marks = marks | ?, touched = ?, cap = NULL WHERE id = ?
                """,
            arguments: [
                reference, seen.size, Int(last.system.rawValue), Columns.keywords(last),
                Columns.losses(losses),
                losses.isEmpty ? 0 : Exceptional.altered.rawValue, pass, item.id,
            ]
        )
        tally.move(item.container, from: .intended, to: .copied)
        tally[item.container].bytes += seen.size
        guard !losses.isEmpty else { return [] }
        tally[item.container].altered += 1
        return try Records.told(item.id, .altered, db)
    }

    // MARK: - Items that were at the target before us (rule 9)

    /// Forgets what was noted of a target's items, to note them from the start.
    package func clearExisting(target: Int64) async throws(Problem) {
        try await access.write { db in
            try db.run(sql: "DELETE FROM existing WHERE target = ?", arguments: [target])
        }
    }

    /// Has a target's items listed before anything is stored there: some may be equal to what is to come.
    package func expectExisting(target: Int64) async throws(Problem) {
        try await access.write { db in
            try db.run(
                sql: "UPDATE target SET hadItems = 1, existingListed = 0 WHERE id = ?",
                arguments: [target]
            )
        }
    }

    /// Notes items of a target that are not in the journal; `isOurs` where they lie above our mark.
    package func note(existing items: [Observation], target: Int64, isOurs: Bool) async throws(Problem) {
        try await access.write { db in
            let statement = try db.cachedStatement(
                sql: "INSERT OR IGNORE INTO existing (target, reference, header, octets, isOurs) VALUES (?, ?, ?, ?, ?)"
            )
            for item in items {
                guard let print = item.fingerprint, let header = Columns.bytes(print.headerDigest) else { continue }
                try statement.execute(arguments: [target, item.reference.text, header, print.octets, isOurs])
            }
        }
    }

    /// Writes that all items of the target are noted.
    package func endExisting(target: Int64) async throws(Problem) {
        try await access.write { db in
            try db.run(sql: "UPDATE target SET existingListed = 1 WHERE id = ?", arguments: [target])
        }
    }
}

extension Flags {
    /// Those of these flags that are there.
    func kept(in seen: Flags) -> Flags {
        let there = Set(seen.keywords.map { $0.lowercased() })
        return Flags(
            system.intersection(seen.system),
            keywords: keywords.filter { there.contains($0.lowercased()) }
        )
    }

    /// What a copy with these flags lacks.
    package func losses(in seen: Flags) -> [Loss] {
        let kept = kept(in: seen)
        var losses: [Loss] = []
        if kept.keywords.count < keywords.count { losses.append(.keywords) }
        if kept.system != system { losses.append(.flags) }
        return losses
    }
}
