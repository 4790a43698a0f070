import GRDB
package import MailCore

/// What tells items of one container apart without a look at their octets.
package struct Print: Hashable, Sendable {
    package var header: String
    package var octets: Int

    package init(header: String, octets: Int) {
        self.header = header
        self.octets = octets
    }

    package init(_ print: Fingerprint) { self.init(header: print.headerDigest, octets: print.octets) }
}

/// What the journal knows of the items of a target whose references were voided.
package struct KnownPrints: Sendable {
    /// A copy of ours as it lies at the target.
    package struct Copy: Hashable, Sendable {
        package var id: Int64
        package var digest: String?

        package init(id: Int64, digest: String?) {
            self.id = id
            self.digest = digest
        }
    }

    /// Copies that had a reference.
    package var copies: [Print: [Copy]]
    /// The octets of what may have landed without our knowing the reference.
    package var open: [Print: [String?]]
    /// How many were there before us, or are ours and cannot be told from others any more.
    package var old: [Print: Int]

    package init(copies: [Print: [Copy]] = [:], open: [Print: [String?]] = [:], old: [Print: Int] = [:]) {
        self.copies = copies
        self.open = open
        self.old = old
    }
}

/// Where a copy is in a target that was renumbered.
package enum Whereabouts: Hashable, Sendable {
    case at(Reference)
    /// It is there, but cannot be told from another: undo will keep it.
    case unsure
    case gone
}

/// A target that was renumbered (rule 8).
extension Journal {
    /// What there is to find again.
    package func prints(target: Int64) async throws(Problem) -> KnownPrints {
        try await access.read { db in
            var known = KnownPrints()
            let items = try db.rows(
                sql: """
                    SELECT id, header, coalesce(storedSize, octets), digest, targetReference IS NOT NULL,
                        state = 2 AND targetReference IS NULL AND pending & 2 = 0 FROM item
                    WHERE target = ? AND header IS NOT NULL AND undo < 2
                        AND (state = 1 OR state = 2 AND (targetReference IS NOT NULL OR pending & 2 > 0 OR adopted))
                    ORDER BY id
                    """,
                arguments: [target]
            )
            for row in items {
                let print = Print(header: Columns.hex(row[1]) ?? "", octets: row[2] ?? 0)
                let digest = Columns.hex(row[3])
                if row[5] {
                    known.old[print, default: 0] += 1
                } else if row[4] {
                    known.copies[print, default: []].append(KnownPrints.Copy(id: row[0], digest: digest))
                } else {
                    known.open[print, default: []].append(digest)
                }
            }
            let old = try db.rows(
                sql: "SELECT header, octets, count(*) FROM existing WHERE target = ? AND isOurs = 0 GROUP BY 1, 2",
                arguments: [target]
            )
            for row in old { known.old[Print(header: Columns.hex(row[0]) ?? "", octets: row[1]), default: 0] += row[2] }
            return known
        }
    }

    /// The octets' digests of our copies that lie in a target and cannot be told from others there.
    package func unsureCopies(target: Int64) async throws(Problem) -> [Print: [String?]] {
        try await access.read { db in
            let rows = try db.rows(
                sql: """
                    SELECT header, coalesce(storedSize, octets), digest FROM item
                    WHERE target = ? AND header IS NOT NULL AND undo < 2
                        AND state = 2 AND targetReference IS NULL AND adopted AND pending & 2 = 0
                    """,
                arguments: [target]
            )
            return rows.reduce(into: [:]) { copies, row in
                let print = Print(header: Columns.hex(row[0]) ?? "", octets: row[1] ?? 0)
                copies[print, default: []].append(Columns.hex(row[2]))
            }
        }
    }

    /// Writes where our copies are now, and which of the others were there before us; `found` is all that there is.
    package func renumber(
        target: Int64,
        _ copies: [Int64: Whereabouts],
        found: [Observation],
        mark: Mark?
    ) async throws(Problem) {
        try await access.write { db in
            var ours: Set<String> = []
            let statement = try db.cachedStatement(
                sql: "UPDATE item SET targetReference = ?, adopted = ?, pending = pending & 1 WHERE id = ?"
            )
            for (id, place) in copies {
                switch place {
                case .at(let reference):
                    ours.insert(reference.text)
                    try statement.execute(arguments: [reference.text, true, id])
                case .unsure: try statement.execute(arguments: [nil, true, id])
                case .gone: try statement.execute(arguments: [nil, false, id])
                }
            }
            try db.run(
                sql: "UPDATE item SET targetReference = NULL WHERE target = ? AND state = 3",
                arguments: [target]
            )
            try Journal.renumberOld(target, found.filter { !ours.contains($0.reference.text) }, db)
            try db.run(
                sql: """
                    UPDATE target SET renumbered = 1, mark = coalesce(?, mark), watermark = coalesce(?, watermark)
                    WHERE id = ?
                    """,
                arguments: [mark?.text, mark?.text, target]
            )
        }
    }

    /// Of n that were there before us and m found that look the same, min(n, m) are still there.
    private static func renumberOld(_ target: Int64, _ found: [Observation], _ db: Database) throws {
        let old = try db.rows(
            sql: """
                SELECT header, octets, item FROM existing WHERE target = ? AND NOT (isOurs AND item IS NOT NULL)
                ORDER BY isOurs, item IS NULL, reference
                """,
            arguments: [target]
        )
        guard !old.isEmpty else { return }
        var references: [Print: ArraySlice<Reference>] = [:]
        for observation in found {
            if let print = observation.fingerprint {
                references[Print(print), default: []].append(observation.reference)
            }
        }
        try db.run(sql: "DELETE FROM existing WHERE target = ?", arguments: [target])
        let statement = try db.cachedStatement(
            sql: "INSERT INTO existing (target, reference, header, octets, isOurs, item) VALUES (?, ?, ?, ?, 0, ?)"
        )
        for row in old {
            let print = Print(header: Columns.hex(row[0]) ?? "", octets: row[1])
            guard let reference = references[print]?.popFirst() else { continue }
            try statement.execute(arguments: [
                target, reference.text, Columns.bytes(print.header), print.octets, row[2] as Int64?,
            ])
        }
    }
}
