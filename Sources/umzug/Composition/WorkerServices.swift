import Journal
import MailCore
import Migration
import Worker

/// What the worker gets of the rest of the program: real servers and the engine.
enum WorkerServices {
    static func make(folder: DataFolder, connections: Connections) -> Services {
        Services(
            source: { connections.source($0, $1) },
            target: { connections.target($0, $1) },
            environment: { Engine.environment($0) },
            settle: { try await Settling.settle($0, $1, in: folder, at: Engine.clock.now()) },
            undoPreview: { id, source, target in
                let journal = try folder.open(id)
                let environment = Engine.environment { _ in }
                let runner = MigrationRunner(journal: journal, source: source, target: target, environment: environment)
                return try await runner.previewUndo()
            }
        )
    }
}
