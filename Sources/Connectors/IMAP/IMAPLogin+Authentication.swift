internal import IMAP
internal import MailCore
internal import SASL

/// Proving who we are: which mechanism, and what to do where it is refused.
extension IMAPLogin {
    /// Logs in with the strongest mechanism on offer.
    mutating func authenticate() async throws(Problem) {
        let offered = capabilities ?? Capabilities()
        let candidates = settings.credential.mechanisms(offered: offered.mechanisms)
        guard let first = candidates.first, !prefersLoginCommand(first, offered) else {
            return try await logInPlainly(offered)
        }
        let refusal = try await attempt(first, offered)
        guard let refusal else { return }
        // A server may offer a challenge mechanism and keep passwords in a form that cannot serve it.
        let weaker = candidates.dropFirst().first { $0 == .plain || $0 == .login }
        guard let weaker, isEncrypted, refusal.code == .loginRefused, first == .scramSHA256 || first == .cramMD5 else {
            throw refusal
        }
        if let refusal = try await attempt(weaker, offered) { throw refusal }
    }

    /// Whether the user asked for LOGIN and the server has no mechanism of that name: the command is what is meant.
    private func prefersLoginCommand(_ mechanism: Credential.Mechanism, _ offered: Capabilities) -> Bool {
        mechanism == .login && !offered.mechanisms.contains("LOGIN")
    }

    private mutating func logInPlainly(_ offered: Capabilities) async throws(Problem) {
        guard case .password(let password) = settings.credential.secret, settings.credential.authorizationID == nil,
            !offered.contains("LOGINDISABLED")
        else {
            let detail = "offered: " + offered.mechanisms.joined(separator: " ")
            throw Problem(.loginPolicy, ["host": host], reaction: .stop, fixer: .you, detail: detail)
        }
        let command: Command
        do throws(Command.CredentialError) {
            command = try .login(user: settings.endpoint.user, password: password)
        } catch {
            throw error.problem
        }
        capabilities = nil
        let answer = try await run(command)
        guard answer.status.condition == .ok else {
            throw LoginProblem.problem(answer.status, explanation: nil, settings)
        }
    }

    /// One mechanism; gives the refusal, so that another can be tried.
    private mutating func attempt(
        _ mechanism: Credential.Mechanism,
        _ offered: Capabilities
    ) async throws(Problem) -> Problem? {
        var exchange: Exchange
        do throws(SASLError) {
            exchange = try Exchange(mechanism, as: settings.saslIdentity, nonce: ConnectorSettings.nonce())
        } catch {
            throw error.problem
        }
        let sendsFirst = offered.contains("SASL-IR") || offered.contains("IMAP4rev2")
        let initial = sendsFirst ? exchange.initialResponse.map { Redacted($0) } : nil
        capabilities = nil
        sendsInitialResponse = initial != nil
        let answer = try await run(.authenticate(mechanism, initialResponse: initial), exchange: &exchange)
        guard answer.status.condition == .ok else {
            capabilities = offered
            return LoginProblem.problem(answer.status, explanation: exchange.refusal, settings)
        }
        do throws(SASLError) { try exchange.finish() } catch { throw error.problem }
        return nil
    }
}
