internal import Dispatch
internal import MailCore
internal import SASL

extension Exchange {
    /// One computation at a time: servers that ask for as much of it as they may do not get more than one core.
    private static let heavy = DispatchQueue(label: "sasl")

    /// Answers a challenge; a hash over thousands of rounds is computed outside of the cooperative pool.
    mutating func answer(to challenge: [UInt8]) async throws(SASLError) -> [UInt8] {
        guard mechanism == .scramSHA256 else { return try respond(to: challenge) }
        let before = self
        let (after, result) = await withCheckedContinuation { continuation in
            Exchange.heavy.async { continuation.resume(returning: before.answered(challenge)) }
        }
        self = after
        return try result.get()
    }

    private func answered(_ challenge: [UInt8]) -> (Exchange, Result<[UInt8], SASLError>) {
        var exchange = self
        do throws(SASLError) {
            let response = try exchange.respond(to: challenge)
            return (exchange, .success(response))
        } catch {
            return (exchange, .failure(error))
        }
    }
}
