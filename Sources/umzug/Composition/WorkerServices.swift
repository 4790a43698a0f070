import Detection
import MailCore
import Migration
import Store
import Worker

/// What the worker gets of the rest of the program: real servers, the engine's surroundings, and the operator's mail server.
enum WorkerServices {
    static func make(
        connections: Connections,
        limits: any LimitStore,
        detector: Detector,
        zones: ZoneLook,
        postbox: Postbox?
    ) -> Services {
        let counted = connections.counted(by: limits)
        var services = Services(
            detect: { try await detector.account(of: $0) },
            source: { connections.source($0, $1) },
            target: { connections.target($0, $1) },
            environment: { Engine.environment($0) }
        )
        services.triedSource = { counted.source($0, $1) }
        services.triedTarget = { counted.target($0, $1) }
        services.survey = { await zones.state(of: $0) }
        if let postbox {
            services.send = { @Sendable (mail: OutgoingMail) async throws(Problem) in try await postbox.send(mail) }
        }
        return services
    }
}
