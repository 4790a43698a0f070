import GRDB
public import MailCore

/// What somebody wants of a run that another process is at.
public enum ControlRequest: String, Codable, Sendable, CaseIterable {
    /// Finish the kind in hand, begin no other.
    case cancel
    /// Let the messages in flight finish, then stop.
    case stop
    /// Somebody acted (new credentials, room at the target): do not wait any longer.
    case wake
}

/// Requests to a running migration, in a file of its own beside the journal, because asking needs no lease.
///
/// The file may be locked by another process for a moment: it is never opened on a thread of the cooperative pool.
public struct Control: Sendable {
    private let queue: DatabaseQueue?
    private let path: String

    /// The requests of the migration in that folder; the file is made by the first request.
    init(folder: String) {
        path = "\(folder)/control.sqlite"
        queue = nil
    }

    /// Requests that live in memory, for simulations.
    private init(queue: DatabaseQueue) {
        path = ""
        self.queue = queue
    }

    /// Requests that live in memory.
    static func inMemory() throws(Problem) -> Control {
        do {
            let queue = try DatabaseQueue()
            try queue.inDatabase(Control.prepare)
            return Control(queue: queue)
        } catch {
            throw .of(error)
        }
    }

    /// Asks the run for something and does not wait until that is written down.
    public func post(_ request: ControlRequest) { Aside.start { try? self.request(request) } }

    /// Asks the run for something; asking twice is asking once.
    ///
    /// Blocks: not for tasks.
    public func request(_ request: ControlRequest) throws(Problem) {
        try write { db in
            try db.execute(sql: "INSERT OR IGNORE INTO request (name) VALUES (?)", arguments: [request.rawValue])
        }
    }

    /// What has been asked for and not yet been answered.
    public func pending() async throws(Problem) -> Set<ControlRequest> {
        guard queue != nil || Files.exists(path) else { return [] }
        return try await elsewhere { db in
            let names = try String.fetchAll(db, sql: "SELECT name FROM request")
            return Set(names.compactMap(ControlRequest.init(rawValue:)))
        }
    }

    /// Takes requests away, because they were answered or a new run begins.
    public func clear(_ requests: Set<ControlRequest> = Set(ControlRequest.allCases)) async throws(Problem) {
        guard queue != nil || Files.exists(path) else { return }
        try await elsewhere { db in
            for request in requests {
                try db.execute(sql: "DELETE FROM request WHERE name = ?", arguments: [request.rawValue])
            }
        }
    }

    /// Works on a thread of its own; what lives in memory is worked on in place, so that a simulation decides everything.
    private func elsewhere<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(Problem) -> T {
        if queue != nil { return try write(body) }
        return try await Aside.run { () throws(Problem) in try write(body) }
    }

    private func write<T>(_ body: (Database) throws -> T) throws(Problem) -> T {
        do {
            if let queue { return try queue.inDatabase(body) }
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            let file = try DatabaseQueue(path: path, configuration: configuration)
            return try file.inDatabase { db in
                try Control.prepare(db)
                return try body(db)
            }
        } catch {
            throw .of(error)
        }
    }

    private static func prepare(_ db: Database) throws {
        try db.execute(sql: "CREATE TABLE IF NOT EXISTS request (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
    }
}
