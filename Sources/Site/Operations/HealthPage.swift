import HTTPServer
import Store

/// `/healthz`: 200 where the worker lives and the database can be written, else 503 with what is wrong.
enum HealthPage {
    /// The worker says every five seconds that it lives.
    private static let patience = 20.0

    static func respond(_ store: any ControlStore, now: Double) async -> Response {
        var faults: [String] = []
        do {
            try await store.probe()
            let heartbeat = try await store.heartbeat()
            if heartbeat.map({ now - $0 > patience }) ?? true { faults.append("worker: does not run") }
        } catch {
            faults.append("database: cannot be written")
        }
        guard !faults.isEmpty else { return .text("ok\n") }
        return .text(faults.joined(separator: "\n") + "\n", status: .unavailable)
    }
}
