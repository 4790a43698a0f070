import GRDB
public import MailCore

/// The migration as a whole: state, passes, attempts, pauses, samples.
extension Journal {
    /// Writes where the migration stands.
    package func set(_ state: State, at now: Double) async throws(Problem) {
        try await access.write { db in
            try db.run(
                sql: "UPDATE migration SET state = ?, changed = ?",
                arguments: [try JSON.text(state), now]
            )
        }
    }

    /// Lets go of prepared statements and pages: the next phase needs others, and there may be many journals.
    package func rest() async throws(Problem) {
        try await access.read { db in db.releaseMemory() }
    }

    /// Begins an execution; `pass` and what it is for are those of the execution, whether new or gone on with.
    ///
    /// The boot is noted the first time; another one is, once its doubts are settled.
    package func begin(
        _ command: String,
        pass: Int,
        _ kind: PassKind,
        _ state: State,
        bootID: String,
        at now: Double
    ) async throws(Problem) {
        try await access.write { db in
            try db.run(
                sql: """
                    UPDATE migration
                    SET pass = ?, passKind = ?, state = ?, changed = ?, started = 1, halted = NULL,
                        bootID = CASE bootID WHEN '' THEN ? ELSE bootID END
                    """,
                arguments: [pass, kind.rawValue, try JSON.text(state), now, bootID]
            )
            try db.run(sql: "UPDATE pause SET ended = ? WHERE ended IS NULL", arguments: [now])
            try db.run(
                sql: "INSERT INTO attempt (command, pass, begun) VALUES (?, ?, ?)",
                arguments: [command, pass, now]
            )
            try Journal.note(command, "pass \(pass)", now, db)
        }
    }

    /// Writes that the doubts which another boot raises are settled; until then every execution has them.
    package func settleBoot(_ bootID: String) async throws(Problem) {
        try await access.write { db in try db.run(sql: "UPDATE migration SET bootID = ?", arguments: [bootID]) }
    }

    /// Ends an execution in a state; with `endsPass` the time for undoing begins to run.
    package func end(_ state: State, endsPass: Bool, at now: Double) async throws(Problem) {
        try await access.write { db in
            let text = try JSON.text(state)
            try db.run(sql: "UPDATE migration SET state = ?, changed = ?", arguments: [text, now])
            if endsPass {
                try db.run(sql: "UPDATE migration SET lastEnd = ?, passEnded = ?", arguments: [text, now])
            }
            try db.run(
                sql: "UPDATE attempt SET ended = ?, outcome = ? WHERE number = (SELECT max(number) FROM attempt)",
                arguments: [now, state.name]
            )
            try db.run(sql: "UPDATE pause SET ended = ? WHERE ended IS NULL", arguments: [now])
            try Journal.note(state.name, "", now, db)
        }
    }

    /// Begins to wait.
    package func pause(_ problem: Problem, _ state: State, at now: Double) async throws(Problem) {
        try await access.write { db in
            try db.run(
                sql: "UPDATE migration SET state = ?, changed = ?",
                arguments: [try JSON.text(state), now]
            )
            try db.run(
                sql: "INSERT INTO pause (begun, problem) VALUES (?, ?)",
                arguments: [now, try JSON.text(problem)]
            )
        }
    }

    /// Writes why a run halts that nobody asked to; it is told until the next one begins.
    package func halt(_ problem: Problem) async throws(Problem) {
        try await access.write { db in
            try db.run(sql: "UPDATE migration SET halted = ?", arguments: [try JSON.text(problem)])
        }
    }

    /// Goes on after waiting.
    package func goOn(_ state: State, at now: Double) async throws(Problem) {
        try await access.write { db in
            try db.run(
                sql: "UPDATE migration SET state = ?, changed = ?",
                arguments: [try JSON.text(state), now]
            )
            try db.run(sql: "UPDATE pause SET ended = ? WHERE ended IS NULL", arguments: [now])
        }
    }

    /// Makes the time for undoing 14 days; once.
    package func extendUndo(at now: Double) async throws(Problem) {
        try await access.write { db in
            try db.run(sql: "UPDATE migration SET undoExtended = 1, changed = ?", arguments: [now])
            try Journal.note("extended", "", now, db)
        }
    }

    /// Remembers on what terms the undo under way was ordered.
    package func set(_ terms: UndoTerms) async throws(Problem) {
        try await access.write { db in
            try db.run(
                sql: "UPDATE migration SET undoIncludesGone = ?, undoMustCompare = ?",
                arguments: [terms.includeGone, terms.mustCompare]
            )
        }
    }

    /// On what terms the undo under way was ordered.
    package func undoTerms() async throws(Problem) -> UndoTerms {
        try await access.read { db in
            let row = try db.row(sql: "SELECT undoIncludesGone, undoMustCompare FROM migration")
            return UndoTerms(includeGone: row?[0] ?? false, mustCompare: row?[1] ?? false)
        }
    }

    /// Adds a line to the audit trail.
    public func note(_ event: String, _ detail: String = "", at now: Double) async throws(Problem) {
        try await access.write { db in try Journal.note(event, detail, now, db) }
    }

    /// Adds a point to the throughput chart; of a thousand points every other one goes.
    package func sample(at now: Double) async throws(Problem) {
        try await access.write { db in
            try db.run(
                sql: """
                    INSERT OR REPLACE INTO sample
                    SELECT ?, sum(copied + alreadyThere + skipped + failed), sum(bytes) FROM container
                    HAVING count(*) > 0
                    """,
                arguments: [now]
            )
            guard try db.one(Int.self, sql: "SELECT count(*) FROM sample") ?? 0 > 1000 else { return }
            try db.run(
                sql: """
                    DELETE FROM sample WHERE time IN
                        (SELECT time FROM (SELECT time, row_number() OVER (ORDER BY time) AS n FROM sample) WHERE n % 2 = 0)
                    """
            )
        }
    }

    static func note(_ event: String, _ detail: String, _ now: Double, _ db: Database) throws {
        try db.run(
            sql: "INSERT INTO audit (time, event, detail) VALUES (?, ?, ?)",
            arguments: [now, event, detail]
        )
    }
}

extension Journal {
    /// The sums as the rows have them; they are those of the containers, or the journal is damaged.
    package func recount() async throws(Problem) -> [Kind: Counts] {
        try await access.read { db in
            var result: [Kind: Counts] = [:]
            let rows = try db.rows(
                sql: """
                    SELECT kind, count(*) AS found, sum(state = 2) AS copied, sum(state = 3) AS alreadyThere,
                        sum(state = 4) AS skipped, sum(state = 5) AS failed, sum(updates > 0) AS updated,
                        sum(state = 2 AND losses IS NOT NULL) AS altered, sum(undo = 2) AS removed, sum(undo = 3) AS kept,
                        sum(item.gone > 0) AS gone, sum(CASE state WHEN 2 THEN storedSize ELSE 0 END) AS bytes
                    FROM item JOIN container ON container.id = item.container GROUP BY kind
                    """
            )
            for row in rows {
                guard let kind = Kind(rawValue: row["kind"]) else { continue }
                result[kind] = Records.counts(row)
            }
            return result
        }
    }
}

/// On what terms an undo was ordered.
package struct UndoTerms: Hashable, Sendable {
    /// Takes back what has disappeared from the source, too.
    package var includeGone: Bool
    /// Whoever ordered it was shown what has disappeared: without a look at the source it must not go on.
    package var mustCompare: Bool

    /// Terms.
    package init(includeGone: Bool, mustCompare: Bool) {
        self.includeGone = includeGone
        self.mustCompare = mustCompare
    }
}
