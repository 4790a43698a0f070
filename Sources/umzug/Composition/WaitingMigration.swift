import Foundation
import Journal
import MailCore
import Store

/// A migration of the web app that has not begun: it has no journal, so only the control database knows it.
struct WaitingMigration {
    var id: MigrationID
    var state: State
    var line: MigrationLine

    static func all(data path: String) async throws -> [WaitingMigration] {
        guard FileManager.default.fileExists(atPath: "\(path)/umzug.sqlite") else { return [] }
        let store = try SQLiteStore.open(data: path)
        defer { try? store.close() }
        let folder = DataFolder(path: path)
        return try await store.migrations().filter { !folder.exists($0.id) }.map {
            WaitingMigration(id: $0.id, state: $0.projection.state, line: MigrationLine($0))
        }
    }

    static func one(_ id: MigrationID, data path: String) async throws -> WaitingMigration? {
        try await all(data: path).first { $0.id == id }
    }
}

extension MigrationLine {
    /// A migration that has not begun.
    fileprivate init(_ record: Store.MigrationRecord) {
        state = record.projection.state.name
        source = record.source.description
        target = record.target.description
        pass = record.projection.pass
        begun = Timestamp.text(Date(timeIntervalSince1970: Double(record.created)))
        changed = Timestamp.text(Date(timeIntervalSince1970: Double(record.projection.changed ?? record.created)))
        start = Timestamp.text(record.schedule?.start)
    }
}
