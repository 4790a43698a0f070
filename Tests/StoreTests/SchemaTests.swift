import FoundationEssentials
import GRDB
import MailCore
import Testing

@testable import Store

@Suite("Schema")
struct SchemaTests {
    @Test("a database from before projects keeps its migrations, and the mails that waited in it go")
    func beforeProjects() async throws {
        let fixture = try Fixture()
        let id = try await fixture.store.startOne()
        try await fixture.store.subscribe(try #require(MailAddress("anna@example.org")), language: "de", to: id)
        let folder = "\(fixture.folder)/old"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        let old = try DatabaseQueue(path: "\(folder)/umzug.sqlite")
        try Schema.migrator.migrate(old, upTo: "request")
        let path = "\(fixture.folder)/umzug.sqlite"
        try await old.writeWithoutTransaction { database in
            try database.execute(sql: "ATTACH ? AS new", arguments: [path])
            for table in ["session", "migration", "subscription", "outbox"] {
                let columns = try database.columns(in: table).map(\.name).joined(separator: ", ")
                try database.execute(
                    sql: "INSERT INTO main.\(table) (\(columns)) SELECT \(columns) FROM new.\(table)"
                )
            }
        }
        try old.close()
        let store = try fixture.reopened(in: folder)
        let mail = try #require(try await store.takeMail(WorkerID(rawValue: "w1")))
        #expect(mail.kind == .confirmAddress && mail.about == id.rawValue && mail.recipient == "anna@example.org")
        #expect(try await store.migration(id)?.mails?.standing == .unconfirmed)
        #expect(try await store.figures().mails == ["waiting": 1])
        let found = try SQLiteStore.examine(data: folder)
        #expect(found.isSound && found.isKnown)
    }
}
