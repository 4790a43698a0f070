internal import MailCore
internal import SASL

extension ConnectorSettings {
    /// Opens a connection; whatever a dialer throws is a problem.
    func dial() async throws(Problem) -> Dialer.Connection {
        do {
            return try await dialer.dial(endpoint)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.connectionLost, reaction: .retry(afterSeconds: nil), fixer: .operator, detail: "\(error)")
        }
    }

    /// Who logs in, for SASL.
    var saslIdentity: Identity {
        Identity(user: endpoint.user, credential: credential, host: endpoint.host, port: endpoint.port)
    }

    /// A nonce for SCRAM.
    static func nonce() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64.encode((0..<18).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }
}
