import FoundationEssentials
import GRDB
package import MailCore

/// An item that is about to be stored.
package struct Intention: Sendable {
    /// The item's row.
    package var id: Int64
    /// What it is.
    package var fingerprint: Fingerprint
    /// SHA-256 of its octets, where known before it is sent.
    package var digest: String?
    /// Its subject.
    package var subject: String
    /// Its date and flags as of now.
    package var date: InternalDate?
    package var flags: Flags

    /// An intention.
    package init(
        id: Int64,
        fingerprint: Fingerprint,
        digest: String?,
        subject: String,
        date: InternalDate?,
        flags: Flags
    ) {
        self.id = id
        self.fingerprint = fingerprint
        self.digest = digest
        self.subject = subject
        self.date = date
        self.flags = flags
    }
}

/// What an intention led to before anything was sent.
package enum Intent: Hashable, Sendable {
    /// It is to be stored; the intent is committed.
    case store
    /// The target had it: nothing is to be sent.
    case settled
    /// Several items look like it: the target's octets decide which is which.
    case collision([Reference])
}

/// What became of an item that was to be stored.
package struct Settlement: Sendable {
    /// What became of it.
    package enum Fate: Sendable {
        case stored(Stored)
        case alreadyThere(Reference)
        case failed(Problem)
        case skipped(Problem)
        /// Disappeared from the source.
        case gone
        /// To be tried again.
        case open
    }

    package var item: ItemRow
    package var fate: Fate

    /// What became of an item.
    package init(_ item: ItemRow, _ fate: Fate) {
        self.item = item
        self.fate = fate
    }

    /// Whether the item is to be tried again.
    package var isOpen: Bool {
        if case .open = fate { true } else { false }
    }
}

extension Journal {
    /// Open items of a container in its order, a window at a time; with `onlyTouched` those that this pass reopened.
    ///
    /// Of several that are one and the same the first has to be through before the others: those are copied from it.
    package func openItems(
        of container: Int64,
        after last: Int64,
        limit: Int,
        onlyTouched pass: Int?
    ) async throws(Problem) -> [ItemRow] {
        try await access.read { db in
            try db.items(
                """
                WHERE container = ? AND state < 2 AND id > ? AND state = 0 AND (? IS NULL OR touched = ?)
                    AND (twin IS NULL OR NOT EXISTS (
                        SELECT 1 FROM item AS first WHERE first.twin = item.twin AND first.id < item.id
                            AND first.state < 2 AND (? IS NULL OR first.touched = ?)))
                ORDER BY id LIMIT ?
                """,
                [container, last, pass, pass, pass, pass, limit]
            )
        }
    }

    /// Exact copies of ours that are one and the same as these items at the source, by the rows of the items; only those
    /// that the server named itself: what was found by its looks may be somebody else's.
    package func twins(of items: [ItemRow]) async throws(Problem) -> [Int64: ItemRow] {
        try await access.read { db in
            var found: [Int64: ItemRow] = [:]
            for item in items where item.twin != nil {
                found[item.id] = try db.items(
                    """
                    WHERE twin = ? AND id <> ? AND state = 2 AND targetReference IS NOT NULL AND losses IS NULL
                        AND digest IS NOT NULL AND header IS NOT NULL AND undo = 0 AND pending = 0 AND adopted = 0
                        ORDER BY id LIMIT 1
                    """,
                    [item.twin, item.id]
                ).first
            }
            return found
        }
    }

    /// Whether an item is still to be copied, as of now.
    package func isOpen(_ item: ItemRow) async throws(Problem) -> Bool {
        try await access.read { db in
            try db.one(Int.self, sql: "SELECT 1 FROM item WHERE id = ? AND state = 0", arguments: [item.id]) != nil
        }
    }

    /// Containers with open items.
    package func containersWithOpenItems(onlyTouched pass: Int?) async throws(Problem) -> Set<Int64> {
        try await access.read { db in
            Set(
                try db.all(
                    Int64.self,
                    sql: """
                        SELECT id FROM container WHERE EXISTS (
                            SELECT 1 FROM item WHERE item.container = container.id AND state < 2
                                AND (? IS NULL OR touched = ?))
                        """,
                    arguments: [pass, pass]
                )
            )
        }
    }

    /// Commits the intents of a batch; what the target had before is settled instead (rule 9).
    ///
    /// `digests` is what the target's octets hash to, by reference, once a collision made somebody look.
    package func intend(
        _ intentions: [Intention],
        target: TargetRow,
        pass: Int,
        digests: [Reference: String] = [:]
    ) async throws(Problem) -> ([Intent], Advance) {
        try await access.write { db in
            var work = Intending(db: db, target: target, pass: pass, digests: digests)
            let intents = try intentions.map { try work.take($0) }
            return (intents, try work.finish())
        }
    }

    /// Commits the outcomes of a batch.
    package func settle(_ settlements: [Settlement], pass: Int) async throws(Problem) -> Advance {
        try await access.write { db in
            var work = Settling(db: db, pass: pass)
            for settlement in settlements { try work.take(settlement) }
            return try work.finish()
        }
    }

    /// Commits that a batch failed as a whole: what is left of it goes in smaller ones, and `alone` counts a try.
    package func narrow(_ items: [Int64], cap: Int, alone: Bool) async throws(Problem) {
        try await access.write { db in
            let statement = try db.cachedStatement(
                sql:
                    "UPDATE item SET cap = min(coalesce(cap, ?), ?), attempts = attempts + ? WHERE id = ? AND state < 2"
            )
            for id in items { try statement.execute(arguments: [cap, cap, alone ? 1 : 0, id]) }
        }
    }

    /// Fails all open items bound for a target that cannot be made.
    package func failOpen(target: Int64, _ problem: Problem, pass: Int) async throws(Problem) -> Advance {
        try await access.write { db in
            let rows = try db.items(
                "WHERE state < 2 AND container IN (SELECT id FROM container WHERE container.target = ?)",
                [target]
            )
            var work = Settling(db: db, pass: pass)
            for row in rows { try work.take(Settlement(row, .failed(problem))) }
            return try work.finish()
        }
    }
}
