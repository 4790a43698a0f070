import FoundationEssentials
import Journal
import MailCore
import Store

/// Finds migrations whose journals changed since the last look: runs of the command line, and everything at the start.
struct JournalScan: Sendable {
    private var seen: [MigrationID: [Date]] = [:]

    /// Migrations whose journals were there and are not any more.
    func gone(from folder: DataFolder) -> [MigrationID] { seen.keys.filter { !folder.exists($0) } }

    /// With those to be looked at again the next time.
    func forgetting(_ migrations: Set<MigrationID>) -> JournalScan {
        var next = self
        for migration in migrations { next.seen[migration] = nil }
        return next
    }

    /// What changed, as rows for the control database, and what is known after this look.
    ///
    /// A journal that cannot be read is passed over.
    func changed(in folder: DataFolder, except running: Set<MigrationID>) async -> (JournalScan, [FoundMigration]) {
        var next = self
        next.seen = seen.filter { folder.exists($0.key) }
        var found: [FoundMigration] = []
        for id in folder.ids() where !running.contains(id) {
            let stamp = JournalScan.stamp(folder, id)
            guard seen[id] != stamp, let one = try? await JournalScan.read(folder, id) else { continue }
            next.seen[id] = stamp
            found.append(one)
        }
        return (next, found)
    }

    /// When the journal and its side file were last written; whether it is locked counts too, since it decides what an
    /// unfinished state means.
    private static func stamp(_ folder: DataFolder, _ id: MigrationID) -> [Date] {
        let path = "\(folder.path)/migrations/\(id.rawValue)/journal.sqlite"
        let times = [path, "\(path)-wal"].map { file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            return attributes?[.modificationDate] as? Date ?? .distantPast
        }
        return times + [folder.isBusy(id) ? .distantFuture : .distantPast]
    }

    private static func read(_ folder: DataFolder, _ id: MigrationID) async throws -> FoundMigration {
        let reader = try folder.read(id)
        let record = try await reader.record()
        let projection = try await Projection.read(reader)
        return FoundMigration(
            id: id,
            source: record.source,
            target: record.target,
            options: record.options,
            projection: folder.isBusy(id) ? projection : projection.atRest
        )
    }
}
