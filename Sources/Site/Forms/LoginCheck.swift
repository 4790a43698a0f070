import Catalogue
import MailCore
import Store

/// Tries a login out, by way of the worker.
struct LoginCheck {
    typealias Change = @Sendable (inout Draft) throws -> Void

    var side: Problem.Side
    var endpoint: Endpoint
    var credential: Credential

    /// Who is counted for trying a login; all names of a provider that the catalogue knows are one server.
    ///
    /// Other names that lead to one server are found out by the worker, which counts the address that it reaches.
    static func subjects(_ endpoint: Endpoint, _ catalogue: Catalogue) -> [LimitSubject] {
        let host = endpoint.host.lowercased()
        let name = catalogue.provider(server: host).map { "provider \($0.provider.id)" } ?? host
        return [.account("\(endpoint.user)@\(name)"), .server(name)]
    }

    /// The migration that the login is for.
    ///
    /// Another source is another migration: whoever planted the session could otherwise have used the ID before, and would
    /// know its recovery code.
    private func id(in draft: Draft?) -> MigrationID {
        guard let draft, let known = draft.source else { return .random() }
        return side == .target || known.endpoint == endpoint ? draft.migrationID : .random()
    }

    /// The change that a login that works makes to the draft, or the problem.
    func run(in session: Session, _ visit: Visit) async throws -> Result<Change, Problem> {
        let id = id(in: session.draft)
        let login = try self.login(id, visit)
        let request: WorkRequest =
            side == .source
            ? .checkSource(login)
            : .checkTarget(login, source: session.draft?.inspection?.description.accountIdentity)
        let answer = try await visit.ask(request)
        let verifier = try await self.verifier(visit)
        let account = Draft.Account(endpoint: endpoint, credential: login.credential, verifier: verifier)
        switch (side, answer) {
        case (.source, .source(let inspection)):
            return .success { draft in
                if draft.migrationID != id { draft = Draft(migrationID: id) }
                draft.source = account
                draft.detected = nil
                draft.inspection = inspection
                draft.forgetPreview()
            }
        case (.target, .target(let description)):
            return .success { draft in
                if draft.migrationID != id { draft = Draft(migrationID: id) }
                draft.target = account
                draft.targetDescription = description
                draft.forgetPreview()
            }
        case (_, .problem(let problem)):
            return .failure(problem.on(side))
        default:
            return .failure(Problem(.crashed, reaction: .stop, fixer: .operator, side: side))
        }
    }

    /// The login, sealed for that migration.
    func login(_ id: MigrationID, _ visit: Visit) throws -> WorkRequest.Login {
        WorkRequest.Login(
            migration: id,
            endpoint: endpoint,
            credential: try visit.services.seal(credential, side, id)
        )
    }

    /// What proves later that somebody is the mailbox's owner; a token proves nothing, because it changes.
    func verifier(_ visit: Visit) async throws -> String? {
        guard case .password(let password) = credential.secret else { return nil }
        return try await visit.services.hash(password)
    }

    /// The field whose value can mend the problem.
    static func field(for problem: Problem) -> String {
        switch problem.code {
        case .loginRefused, .loginPolicy, .imapDisabled, .passwordUnusable, .credentialsMissing: "password"
        case .connectionRefused: "port"
        case .tlsRequired, .tlsFailed: "security"
        case .sameAccount: "user"
        default: "server"
        }
    }
}

extension Draft {
    /// What was looked at for other accounts or options is void.
    mutating func forgetPreview() {
        preview = nil
        pending = nil
        pendingPage = nil
        choices = [:]
    }
}

extension Visit {
    /// The worker's answer; its silence is a problem of its own.
    func ask(_ request: WorkRequest) async throws -> WorkAnswer {
        let id = try await store.submit(request)
        switch try await store.answer(to: id, within: site.configuration.patience) {
        case .answered(.wait(let seconds)): throw Refusal.tooMany(seconds: seconds)
        case .answered(let answer): return answer
        case .underWay, .unknown: return .problem(Problem(.noAnswer, reaction: .retry(afterSeconds: nil), fixer: .you))
        }
    }
}
