import Foundation
import MailCore

/// Where the CLI takes a password or token from: a file, the environment or a prompt, never an argument.
struct SecretSource {
    var side: Problem.Side
    var passwordFile: String?
    var tokenFile: String?
    var mechanism: Credential.Mechanism?
    var authorizationID: String?

    /// The secret where a file or the environment has it, without asking; nil else.
    func credentialIfGiven() throws(Problem) -> Credential? {
        if let tokenFile {
            return make(.token(Redacted(try read(tokenFile))))
        }
        if let passwordFile {
            return make(.password(Redacted(try read(passwordFile))))
        }
        guard let password = ProcessInfo.processInfo.environment["UMZUG_\(side.rawValue.uppercased())_PASSWORD"] else {
            return nil
        }
        return make(.password(Redacted(try checked(password))))
    }

    /// Reads the secret; a prompt appears only where somebody sits at a terminal.
    func credential(for endpoint: Endpoint) throws(Problem) -> Credential {
        if let given = try credentialIfGiven() { return given }
        guard let typed = Terminal.askSecret("Password for \(endpoint): ") else {
            throw usage("no password for the \(side.rawValue): use --\(side.rawValue)-password-file")
        }
        return make(.password(Redacted(try checked(typed))))
    }

    private func make(_ secret: Credential.Secret) -> Credential {
        Credential(secret, mechanism: mechanism, authorizationID: authorizationID)
    }

    private func read(_ path: String) throws(Problem) -> String {
        guard let data = FileManager.default.contents(atPath: path),
            var text = String(validating: data, as: UTF8.self)
        else { throw usage("cannot read \(path) as UTF-8 text") }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        return try checked(text)
    }

    /// CR, LF and NUL cannot be part of a password on the wire.
    private func checked(_ text: String) throws(Problem) -> String {
        let isBad = text.unicodeScalars.contains { $0 == "\r" || $0 == "\n" || $0 == "\0" }
        guard !isBad else {
            throw Problem(
                .passwordUnusable,
                reaction: .stop,
                fixer: .you,
                side: side,
                detail: "the password contains CR, LF or NUL"
            )
        }
        return text
    }

    private func usage(_ detail: String) -> Problem {
        Problem(.usage, reaction: .stop, fixer: .you, side: side, detail: detail)
    }
}
