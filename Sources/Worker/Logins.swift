public import MailCore
import Secrets
import Store

/// Opens sealed credentials and the servers that they are for.
struct Logins: Sendable {
    let key: OpeningKey
    let services: Services

    /// A source for a sealed login, which may only be tried out.
    func source(_ login: WorkRequest.Login, isTried: Bool = false) throws(Problem) -> any Source {
        let open = isTried ? services.triedSource : services.source
        return open(login.endpoint, try credential(login.credential, .source, login.migration))
    }

    /// A target for a sealed login, which may only be tried out.
    func target(_ login: WorkRequest.Login, isTried: Bool = false) throws(Problem) -> any Target {
        let open = isTried ? services.triedTarget : services.target
        return open(login.endpoint, try credential(login.credential, .target, login.migration))
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
    /// Too many logins were tried at the server's address.
    public static func tooManyLogins(wait seconds: Int) -> Problem {
        Problem(.throttled, ["wait": String(seconds)], reaction: .stop, fixer: .you)
    }

    /// How long to wait where too many logins were tried.
    var loginWait: Int? { code == .throttled ? arguments["wait"].flatMap { Int($0) } : nil }

    /// The credential is not kept any more, or cannot be opened.
    static func credentialsMissing(_ side: Side) -> Problem {
        Problem(.credentialsMissing, reaction: .stop, fixer: .you, side: side)
    }

    /// Any error as a problem.
    static func of(_ error: any Error) -> Problem {
        (error as? Problem) ?? Problem(.storage, reaction: .stop, fixer: .operator, detail: "\(error)")
    }
}
