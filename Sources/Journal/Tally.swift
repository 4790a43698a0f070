import GRDB
package import MailCore

/// Changes of a container's sums, applied in the transaction that makes them.
struct Tally {
    private var changes: [Int64: Counts] = [:]
    private var foundBytes: [Int64: Int] = [:]

    subscript(container: Int64) -> Counts {
        get { changes[container] ?? Counts() }
        set { changes[container] = newValue }
    }

    mutating func found(_ container: Int64, items: Int, bytes: Int) {
        self[container].found += items
        foundBytes[container, default: 0] += bytes
    }

    /// Takes an item out of the sum of one state and puts it into that of another.
    mutating func move(_ container: Int64, from old: ItemRow.State, to new: ItemRow.State) {
        if let key = Tally.key(old) { self[container][keyPath: key] -= 1 }
        if let key = Tally.key(new) { self[container][keyPath: key] += 1 }
    }

    private static func key(_ state: ItemRow.State) -> WritableKeyPath<Counts, Int>? {
        switch state {
        case .found, .intended: nil
        case .copied: \.copied
        case .alreadyThere: \.alreadyThere
        case .skipped: \.skipped
        case .failed: \.failed
        }
    }

    /// What all containers changed by together.
    var sum: Advance {
        changes.values.reduce(into: Advance()) { sum, counts in
            sum.done += counts.done
            sum.bytes += counts.bytes
            sum.found += counts.found
        }.adding(foundBytes: foundBytes.values.reduce(0, +))
    }

    func apply(_ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE container SET found = found + ?, foundBytes = foundBytes + ?, copied = copied + ?,
                    alreadyThere = alreadyThere + ?, skipped = skipped + ?, failed = failed + ?, updated = updated + ?,
                    altered = altered + ?, removed = removed + ?, kept = kept + ?, gone = gone + ?, bytes = bytes + ?
                WHERE id = ?
                """
        )
        for (container, counts) in changes {
            try statement.execute(arguments: [
                counts.found, foundBytes[container] ?? 0, counts.copied, counts.alreadyThere, counts.skipped,
                counts.failed, counts.updated, counts.altered, counts.removed, counts.kept, counts.gone, counts.bytes,
                container,
            ])
        }
    }
}

/// How far a transaction brought the migration.
package struct Advance: Hashable, Sendable {
    /// Items whose fate became known.
    package var done = 0
    /// Octets copied.
    package var bytes = 0
    /// Items that were found.
    package var found = 0
    /// Octets of the items that were found.
    package var foundBytes = 0
    /// Exceptions to be told.
    package var exceptions: [ReceiptItem] = []

    /// Nothing happened.
    package init() {}

    fileprivate func adding(foundBytes: Int) -> Advance {
        var copy = self
        copy.foundBytes += foundBytes
        return copy
    }
}

extension Records {
    /// The present exceptions of one item that have one of the marks.
    static func told(_ id: Int64, _ marks: Exceptional, _ db: Database) throws -> [ReceiptItem] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT item.*, container.kind AS kind, container.path AS path
                FROM item JOIN container ON container.id = item.container WHERE item.id = ?
                """
        )
        guard let row = try Row.fetchOne(statement, arguments: [id]) else { return [] }
        return try exceptions(row, mask: marks.rawValue).map(\.item)
    }
}
