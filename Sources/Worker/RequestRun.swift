import Journal
import MailCore
import Migration
import Store
import Synchronization

/// Carries out one request of the web process.
struct RequestRun: Sendable {
    let logins: Logins
    let store: any WorkerStore
    let folder: DataFolder
    let settings: WorkerSettings
    let clock: WallClock

    /// The answer; whatever goes wrong is one too.
    func answer(_ request: WorkRequest) async -> WorkAnswer {
        do {
            switch request {
            case .checkLogin(let login): return try await inspect(login, foldersToo: false)
            case .detect(let address): return .detected(try await logins.services.detect(address))
            case .checkSource(let login): return try await inspect(login, foldersToo: true)
            case .checkTarget(let login, let source): return try await describe(login, source)
            case .preview(let source, let target, let options): return try await preview(source, target, options)
            case .undoPreview(let id): return try await undoPreview(id)
            case .survey(let zones): return .zones(await survey(zones))
            }
        } catch {
            let problem = Problem.of(error)
            return problem.loginWait.map { .wait(seconds: $0) } ?? .problem(problem)
        }
    }

    /// All domains at once: each waits for other servers.
    private func survey(_ zones: [WorkRequest.Zone]) async -> [ZoneState] {
        let (zones, look) = (zones.prefix(WorkRequest.zoneLimit), logins.services.survey)
        return await withTaskGroup(of: (Int, ZoneState).self) { group in
            for (index, zone) in zones.enumerated() { group.addTask { (index, await look(zone)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    private func inspect(_ login: WorkRequest.Login, foldersToo: Bool) async throws -> WorkAnswer {
        let source = try logins.source(login, isTried: true)
        return try await closing(source.close, on: .source, within: settings.checkSeconds) {
            let description = try await source.describe()
            var containers: [SourceContainer] = []
            for kind in foldersToo ? description.kinds.sorted() : [] { containers += try await source.containers(kind) }
            return .source(SourceInspection(description: description, containers: containers))
        }
    }

    private func describe(_ login: WorkRequest.Login, _ source: AccountIdentity?) async throws -> WorkAnswer {
        let target = try logins.target(login, isTried: true)
        return try await closing(target.close, on: .target, within: settings.checkSeconds) {
            let description = try await target.describe()
            if let source, description.accountIdentity.isSame(as: source) {
                throw Problem(.sameAccount, reaction: .stop, fixer: .you)
            }
            return .target(description)
        }
    }

    private func preview(
        _ from: WorkRequest.Login,
        _ to: WorkRequest.Login,
        _ options: Options
    ) async throws -> WorkAnswer {
        let (source, target) = (try logins.source(from), try logins.target(to))
        return try await closing(target.close, on: nil, within: settings.lookSeconds) {
            try await closing(source.close, on: nil, within: settings.lookSeconds) {
                .preview(try await Preview.make(source: source, target: target, options: options))
            }
        }
    }

    private func undoPreview(_ id: MigrationID) async throws -> WorkAnswer {
        guard let record = try await store.migration(id) else {
            throw Problem(.unknownID, reaction: .stop, fixer: .you)
        }
        guard let target = try await logins.target(of: record, store) else {
            throw Problem.credentialsMissing(.target)
        }
        let source = try await logins.source(of: record, store)
        return try await closing(target.close, on: nil, within: settings.lookSeconds) {
            try await closing({ await source?.close() }, on: nil, within: settings.lookSeconds) {
                let journal = try await Aside.run { [folder] () throws(Problem) in try folder.open(id) }
                let runner = MigrationRunner(
                    journal: journal,
                    source: source,
                    target: target,
                    environment: logins.services.environment { _ in }
                )
                let preview = try await runner.previewUndo()
                try journal.close()
                return .undoPreview(preview)
            }
        }
    }

    /// Does the work, closes the connection however it ends, or in the middle where it takes too long, and says of a
    /// problem which side it was.
    private func closing(
        _ close: @escaping @Sendable () async -> Void,
        on side: Problem.Side?,
        within seconds: Double,
        _ work: () async throws -> WorkAnswer
    ) async throws -> WorkAnswer {
        let isOverdue = Mutex(false)
        let watch = Task { [clock] in
            await clock.sleep(seconds)
            guard !Task.isCancelled else { return }
            isOverdue.withLock { $0 = true }
            await close()
        }
        defer { watch.cancel() }
        do {
            let answer = try await work()
            await close()
            return answer
        } catch {
            await close()
            let problem = isOverdue.withLock { $0 } ? RequestRun.overdue : Problem.of(error)
            throw side.map(problem.on) ?? problem
        }
    }

    private static let overdue = Problem(.noAnswer, reaction: .retry(afterSeconds: nil), fixer: .provider)
}
