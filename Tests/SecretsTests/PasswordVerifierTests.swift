import MailCore
import Testing

@testable import Secrets

@Suite("Password verifiers")
struct PasswordVerifierTests {
    private let verifier = PasswordVerifier(concurrency: 1)

    @Test(
        "the right password is known again, whatever characters it has",
        arguments: ["a", "", "p\u{0}x", "ü 😀 \\\" {"]
    )
    func right(_ password: String) async throws {
        let stored = try await verifier.hash(Redacted(password))
        #expect(stored.hasPrefix("$argon2id$"))
        #expect(try await verifier.verify(Redacted(password), against: stored))
        #expect(try await !verifier.verify(Redacted(password + "x"), against: stored))
    }

    @Test("what follows a NUL counts")
    func nul() async throws {
        let stored = try await verifier.hash(Redacted("a\u{0}b"))
        #expect(try await !verifier.verify(Redacted("a"), against: stored))
    }

    @Test(
        "without a verifier nothing matches, and a broken one matches nothing",
        arguments: [nil, "", "$argon2id$broken"]
    )
    func none(_ stored: String?) async throws {
        #expect(try await !verifier.verify(Redacted("a"), against: stored))
    }

    @Test("a missing verifier takes as long as a wrong password", .timeLimit(.minutes(1)))
    func timing() async throws {
        let stored = try await verifier.hash(Redacted("right"))
        let wrong = try await fastest { _ = try await verifier.verify(Redacted("wrong"), against: stored) }
        let missing = try await fastest { _ = try await verifier.verify(Redacted("wrong"), against: nil) }
        #expect(missing > wrong / 5)
        #expect(wrong > missing / 5)
    }

    /// The best of three, since other tests run meanwhile.
    private func fastest(_ body: () async throws -> Void) async throws -> Duration {
        var times: [Duration] = []
        for _ in 0..<3 { times.append(try await ContinuousClock().measure(body)) }
        return times.min() ?? .zero
    }
}
