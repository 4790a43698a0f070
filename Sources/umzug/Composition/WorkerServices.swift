import Detection
import MailCore
import Migration
import Worker

/// What the worker gets of the rest of the program: real servers and the engine's surroundings.
enum WorkerServices {
    static func make(connections: Connections, detector: Detector) -> Services {
        Services(
            detect: { try await detector.account(of: $0) },
            source: { connections.source($0, $1) },
            target: { connections.target($0, $1) },
            environment: { Engine.environment($0) }
        )
    }
}
