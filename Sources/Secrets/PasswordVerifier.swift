import CSodium
import Dispatch
public import MailCore

/// Checks passwords against argon2id verifiers, a bounded number at a time and never on Swift's cooperative pool.
///
/// Each takes 64 MiB and some tenths of a second (INTERACTIVE): without the bound, many visitors at once would take the
/// machine's memory.
public final class PasswordVerifier: Sendable {
    private let queue: OperationLane

    /// A verifier that computes so many at a time.
    public init(concurrency: Int = 2) {
        Sodium.prepare()
        queue = OperationLane(width: concurrency)
    }

    /// The verifier of a password, to be stored.
    public func hash(_ password: Redacted<String>) async throws -> String {
        try await queue.run { try PasswordVerifier.hashNow(password) }
    }

    /// Whether the password is the verifier's; a nil verifier takes as long and is never matched.
    public func verify(_ password: Redacted<String>, against verifier: String?) async throws -> Bool {
        try await queue.run {
            guard let verifier else {
                _ = try PasswordVerifier.hashNow(password)
                return false
            }
            let bytes = Array(password.exposed.utf8CString)
            return crypto_pwhash_str_verify(verifier, bytes, UInt64(bytes.count - 1)) == 0
        }
    }

    private static func hashNow(_ password: Redacted<String>) throws(SecretsError) -> String {
        var result = [CChar](repeating: 0, count: crypto_pwhash_strbytes())
        let bytes = Array(password.exposed.utf8CString)
        let (time, memory) = (crypto_pwhash_opslimit_interactive(), crypto_pwhash_memlimit_interactive())
        guard crypto_pwhash_str(&result, bytes, UInt64(bytes.count - 1), UInt64(time), memory) == 0 else {
            throw .outOfMemory
        }
        return String(decoding: result.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
