import GRDB
package import MailCore

/// Exceptions that were never fetched: only their subject tells a person which they are.
extension Journal {
    /// Exceptions still at the source without a subject, at most `limit`, by container.
    package func unnamedExceptions(limit: Int) async throws(Problem) -> [Int64: [Reference]] {
        try await access.read { db in
            let rows = try db.rows(
                sql: """
                    SELECT container, reference FROM item
                    WHERE marks > 0 AND subject IS NULL AND gone = 0 AND reference <> '' ORDER BY id LIMIT ?
                    """,
                arguments: [limit]
            )
            return Dictionary(grouping: rows) { $0[0] as Int64 }.mapValues { $0.map { Reference($0[1]) } }
        }
    }

    /// Writes their subjects down; those without one, and those no longer there, are not asked for again.
    package func name(_ references: [Reference], _ seen: [Observation], in container: Int64) async throws(Problem) {
        let subjects = Dictionary(seen.map { ($0.reference, $0.subject) }, uniquingKeysWith: { first, _ in first })
        try await access.write { db in
            let statement = try db.cachedStatement(
                sql: "UPDATE item SET subject = ? WHERE container = ? AND reference = ? AND subject IS NULL"
            )
            for reference in references {
                try statement.execute(arguments: [subjects[reference] ?? "", container, reference.text])
            }
        }
    }
}
