internal import MIME
internal import MailCore
internal import Synchronization

/// A large message, passed on as it comes with the length that LIST announced.
///
/// POP3 says how long a message is only by ending it. Where the announcement turns out to be wrong, the message fails
/// this time, and the true length is known for the next.
final class POP3LargeBody: LiteralReceiver {
    private let body: StreamedBody
    private let length: Int
    private let ended: @Sendable (Int) -> Void
    private let count = Mutex(0)

    init(
        length: Int,
        begun: @escaping @Sendable (StreamedBody, HeaderBlock) -> Void,
        ended: @escaping @Sendable (Int) -> Void
    ) {
        self.length = length
        self.ended = ended
        body = StreamedBody { body, beginning, isAll in
            let header = HeaderBlock(of: beginning)
            guard header.isComplete || isAll else { return false }
            begun(body, header)
            return true
        }
    }

    func push(_ octets: [UInt8]) async {
        let (before, after) = count.withLock { count in
            defer { count += octets.count }
            return (count, count + octets.count)
        }
        guard before < length else { return }
        guard after > length else { return await body.push(octets) }
        body.fail(POP3LargeBody.wrongLength)
    }

    func end() {
        let actual = count.withLock { $0 }
        ended(actual)
        if actual == length { body.end() } else { body.fail(POP3LargeBody.wrongLength) }
    }

    func fail(_ problem: Problem) { body.fail(problem) }

    /// What was announced is not what came: with the true length known, another try will do.
    static var wrongLength: Problem {
        let detail = "the server announced a wrong size"
        return Problem(
            .connectionLost,
            reaction: .retry(afterSeconds: 0),
            fixer: .provider,
            side: .source,
            detail: detail
        )
    }
}
