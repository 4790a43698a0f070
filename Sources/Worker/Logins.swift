import MailCore
import Secrets
import Store

/// Opens sealed credentials and the servers that they are for.
struct Logins: Sendable {
    let key: OpeningKey
    let services: Services

    /// A source for a sealed login.
    func source(_ login: WorkRequest.Login) throws(Problem) -> any Source {
        services.source(login.endpoint, try credential(login.credential, .source, login.migration))
    }

    /// A target for a sealed login.
    func target(_ login: WorkRequest.Login) throws(Problem) -> any Target {
        services.target(login.endpoint, try credential(login.credential, .target, login.migration))
    }

    /// A stored migration's source; nil where its credential is kept no more.
    func source(of record: Store.MigrationRecord, _ store: any WorkQueue) async throws -> (any Source)? {
        guard let sealed = try await store.credential(.source, of: record.id) else { return nil }
        return try source(.init(migration: record.id, endpoint: record.source, credential: sealed))
    }

    /// A stored migration's target; nil where its credential is kept no more.
    func target(of record: Store.MigrationRecord, _ store: any WorkQueue) async throws -> (any Target)? {
        guard let sealed = try await store.credential(.target, of: record.id) else { return nil }
        return try target(.init(migration: record.id, endpoint: record.target, credential: sealed))
    }

    private func credential(
        _ sealed: Sealed,
        _ side: Problem.Side,
        _ migration: MigrationID
    ) throws(Problem) -> Credential {
        do {
            return try key.credential(sealed, as: .credential(side, of: migration))
        } catch {
            throw .credentialsMissing(side)
        }
    }
}

extension Problem {
    /// The credential is not kept any more, or cannot be opened.
    static func credentialsMissing(_ side: Side) -> Problem {
        Problem(.credentialsMissing, reaction: .stop, fixer: .you, side: side)
    }

    /// Any error as a problem.
    static func of(_ error: any Error) -> Problem {
        (error as? Problem) ?? Problem(.storage, reaction: .stop, fixer: .operator, detail: "\(error)")
    }
}
