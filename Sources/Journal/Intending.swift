import FoundationEssentials
import GRDB
import MailCore

/// A batch's intents on their way into the journal.
struct Intending {
    let db: Database
    let target: TargetRow
    let pass: Int
    let digests: [Reference: String]
    private var tally = Tally()

    init(db: Database, target: TargetRow, pass: Int, digests: [Reference: String]) {
        self.db = db
        self.target = target
        self.pass = pass
        self.digests = digests
    }

    func finish() throws -> Advance {
        try tally.apply(db)
        return tally.sum
    }

    mutating func take(_ intention: Intention) throws -> Intent {
        let header = Columns.bytes(intention.fingerprint.headerDigest)
        try describe(intention, header)
        if pass > 1, try rebind(intention, header) { return .settled }
        if target.isExistingListed {
            switch try claim(intention, header) {
            case .taken: return .settled
            case .collision(let references): return .collision(references)
            case .none: break
            }
        }
        try db.cachedStatement(sql: "UPDATE item SET state = 1 WHERE id = ?").execute(arguments: [intention.id])
        return .store
    }

    private func describe(_ intention: Intention, _ header: Data?) throws {
        let print = intention.fingerprint
        try db.cachedStatement(
            sql: """
                UPDATE item SET touched = ?, target = ?, date = ?, zone = ?, flags = ?, keywords = ?, messageID = ?,
                    dateField = ?, octets = ?, header = ?, digest = ?, subject = ? WHERE id = ?
                """
        ).execute(arguments: [
            pass, target.id, intention.date?.seconds, intention.date.map { Int64($0.offset) },
            Int(intention.flags.system.rawValue), Columns.keywords(intention.flags), print.messageID, print.date,
            print.octets, header, Columns.bytes(intention.digest), intention.subject, intention.id,
        ])
    }

    // MARK: - Moves inside the source (rule 7)

    /// An item that is gone from where we copied it, and new here, was moved or is back: its copy stays where it is.
    private mutating func rebind(_ intention: Intention, _ header: Data?) throws -> Bool {
        guard try db.one(Int.self, sql: "SELECT 1 FROM container WHERE gone > 0 LIMIT 1") != nil else { return false }
        try Journal.indexFingerprints(db)
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, container, state, losses, storedSize FROM item
                WHERE header = ? AND octets = ? AND gone > 0 AND undo < 2 AND state IN (2, 3)
                    AND (digest IS NULL OR ? IS NULL OR digest = ? OR losses IS NOT NULL) ORDER BY gone DESC, id LIMIT 1
                """
        )
        let digest = Columns.bytes(intention.digest)
        guard
            let old = try Row.fetchOne(
                statement,
                arguments: [header, intention.fingerprint.octets, digest, digest]
            ),
            let new = try db.row(
                sql: "SELECT container, reference, size FROM item WHERE id = ?",
                arguments: [intention.id]
            )
        else { return false }
        try move(old, new, intention)
        return true
    }

    private mutating func move(_ old: Row, _ new: Row, _ intention: Intention) throws {
        let (from, to): (Int64, Int64) = (old[1], new[0])
        let size: Int = new[2]
        try db.run(sql: "DELETE FROM item WHERE id = ?", arguments: [intention.id])
        try db.run(
            sql: """
                UPDATE item SET container = ?, reference = ?, gone = 0, seen = ?, marks = marks & ~16, flags = ?, keywords = ?,
                    note = CASE WHEN state = 2 AND note IS NULL THEN ? ELSE note END, size = ?, pending = pending | (state = 2 AND (flags <> ? OR keywords IS NOT ?)) WHERE id = ?
                """,
            arguments: [
                to, new[1] as String, pass, Int(intention.flags.system.rawValue), Columns.keywords(intention.flags),
                try JSON.text(Journal.cameBack), size,
                Int(intention.flags.system.rawValue), Columns.keywords(intention.flags), old[0] as Int64,
            ]
        )
        // The item is one and the same: what the new row added to the sums goes, and the old one's share moves along.
        let state = ItemRow.State(rawValue: old[2]) ?? .copied
        let bytes: Int = state == .copied ? old[4] ?? 0 : 0
        tally[from].gone -= 1
        tally.found(from, items: -1, bytes: -size)
        tally[from].bytes -= bytes
        tally[to].bytes += bytes
        if (old[3] as String?) != nil {
            tally[from].altered -= 1
            tally[to].altered += 1
        }
        tally.move(from, from: state, to: .found)
        tally.move(to, from: .found, to: state)
    }

    // MARK: - What the target had (rule 9)

    private enum Claim {
        case none, taken
        case collision([Reference])
    }

    private mutating func claim(_ intention: Intention, _ header: Data?) throws -> Claim {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql:
                    "SELECT reference, item, isOurs FROM existing WHERE target = ? AND header = ? AND octets = ? ORDER BY reference"
            ),
            arguments: [target.id, header, intention.fingerprint.octets]
        )
        guard !rows.isEmpty else { return .none }
        let isSingle = rows.count == 1 && (rows[0][1] as Int64?) == nil
        guard let digest = intention.digest, !isSingle else {
            guard let free = rows.first(where: { ($0[1] as Int64?) == nil }) else { return .none }
            try take(free, intention.id)
            return .taken
        }
        let references = rows.map { Reference($0[0]) }
        guard references.allSatisfy({ digests[$0] != nil }) else { return .collision(references) }
        return try resolve(rows, digest, intention.id)
    }

    /// Gives each octets what equals them: an item that claimed by looks alone gives way to one that is the same.
    private mutating func resolve(_ rows: [Row], _ digest: String, _ id: Int64) throws -> Claim {
        let equal = rows.filter { digests[Reference($0[0])] == digest }
        if let free = equal.first(where: { ($0[1] as Int64?) == nil }) {
            try take(free, id)
            return .taken
        }
        for row in equal {
            guard let holder = row[1] as Int64? else { continue }
            let held = try db.one(Data.self, sql: "SELECT digest FROM item WHERE id = ?", arguments: [holder])
            guard let held, Columns.hex(held) != digest else { continue }
            try giveBack(holder)
            try take(row, id)
            return .taken
        }
        return .none
    }

    private mutating func take(_ row: Row, _ id: Int64) throws {
        let reference: String = row[0]
        try db.cachedStatement(sql: "UPDATE existing SET item = ? WHERE target = ? AND reference = ?")
            .execute(arguments: [id, target.id, reference])
        let isOurs: Bool = row[2]
        let container = try container(of: id)
        let state: ItemRow.State = isOurs ? .copied : .alreadyThere
        try db.cachedStatement(
            sql: """
                UPDATE item SET state = ?, targetReference = ?, adopted = ?, storedSize = octets,
                    lastFlags = flags, lastKeywords = keywords WHERE id = ?
                """
        ).execute(arguments: [state.rawValue, reference, isOurs, id])
        tally.move(container, from: .found, to: state)
        if isOurs {
            tally[container].bytes +=
                try db.one(Int.self, sql: "SELECT octets FROM item WHERE id = ?", arguments: [id]) ?? 0
        }
    }

    private mutating func giveBack(_ id: Int64) throws {
        let container = try container(of: id)
        let old = try db.one(Int.self, sql: "SELECT state FROM item WHERE id = ?", arguments: [id]) ?? 0
        try db.run(
            sql: "UPDATE item SET state = 0, targetReference = NULL, adopted = 0 WHERE id = ?",
            arguments: [id]
        )
        try db.run(
            sql: "UPDATE existing SET item = NULL WHERE target = ? AND item = ?",
            arguments: [target.id, id]
        )
        tally.move(container, from: ItemRow.State(rawValue: old) ?? .alreadyThere, to: .found)
    }

    private func container(of id: Int64) throws -> Int64 {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT container FROM item WHERE id = ?"),
            arguments: [id]
        ) ?? 0
    }
}
