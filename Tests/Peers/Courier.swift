import Foundation

/// Starts private Courier-IMAP servers (5.0), where root and mount namespaces are allowed; see `tools/courier.py`.
///
/// Its separator is `.`, its personal namespace `INBOX.`; no MULTIAPPEND, no LITERAL+, no SPECIAL-USE, no CONDSTORE.
public enum Courier {
    /// What can be chosen about a server.
    public struct Options: Encodable, Sendable {
        /// Login names with their passwords.
        public var users = ["alice": "secret"]
        /// The certificate that the server shows.
        public var certificate = Dovecot.Certificate.valid

        /// The defaults: one user `alice` with password `secret`.
        public init() {}
    }

    /// Whether it can run here: `@Test(.enabled(if: Courier.isAvailable, "…"))`.
    public static let isAvailable = reasonToSkip.isEmpty

    /// Why it cannot run here; empty where it can.
    public static let reasonToSkip: String = {
        let command = ["python3", Tools.path("tools/peer.py"), "courier", "--reason-to-skip"]
        guard let (status, output) = try? Command.wait(command, [:]), status == 0 else { return "python3 is missing" }
        let answer = try? JSONDecoder().decode([String: String].self, from: Data(output.utf8))
        return answer?["reason"] ?? output
    }()

    /// Starts a server; `change` sets what differs from the defaults.
    public static func start(_ change: (inout Options) -> Void = { _ in }) async throws -> Peer {
        var options = Options()
        change(&options)
        return try await Peer("courier", options: options)
    }
}
