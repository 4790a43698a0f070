import MailCore
import Migration
import Worker

/// What the worker gets of the rest of the program: real servers and the engine's surroundings.
enum WorkerServices {
    static func make(connections: Connections) -> Services {
        Services(
            source: { connections.source($0, $1) },
            target: { connections.target($0, $1) },
            environment: { Engine.environment($0) }
        )
    }
}
