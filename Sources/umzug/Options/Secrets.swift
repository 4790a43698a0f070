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
            return make(.token(Redacted(try SecretSource.read(tokenFile, side))))
        }
        if let passwordFile {
            return make(.password(Redacted(try SecretSource.read(passwordFile, side))))
        }
        guard let password = ProcessInfo.processInfo.environment["UMZUG_\(side.rawValue.uppercased())_PASSWORD"] else {
            return nil
        }
        return make(.password(Redacted(try SecretSource.checked(password, side))))
    }

    /// Reads the secret; a prompt appears only where somebody sits at a terminal.
    func credential(for endpoint: Endpoint) throws(Problem) -> Credential {
        if let given = try credentialIfGiven() { return given }
        guard let typed = Terminal.askSecret("Password for \(endpoint): ") else {
            throw SecretSource.usage("no password for the \(side.rawValue): use --\(side.rawValue)-password-file", side)
        }
        return make(.password(Redacted(try SecretSource.checked(typed, side))))
    }

    private func make(_ secret: Credential.Secret) -> Credential {
        Credential(secret, mechanism: mechanism, authorizationID: authorizationID)
    }

    /// The secret in a file, without its final line end.
    static func read(_ path: String, _ side: Problem.Side? = nil) throws(Problem) -> String {
        guard let data = FileManager.default.contents(atPath: path),
            var text = String(validating: data, as: UTF8.self)
        else { throw usage("cannot read \(path) as UTF-8 text", side) }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        return try checked(text, side)
    }

    /// CR, LF and NUL cannot be part of a password on the wire.
    private static func checked(_ text: String, _ side: Problem.Side?) throws(Problem) -> String {
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

    private static func usage(_ detail: String, _ side: Problem.Side?) -> Problem {
        Problem(.usage, reaction: .stop, fixer: .you, side: side, detail: detail)
    }
}
