public import MailCore
import Synchronization

/// Asks the domain name system, by c-ares; never blocks the caller's thread.
public struct DNSResolver: Sendable {
    /// Whom to ask, and how patiently.
    public struct Settings: Hashable, Sendable {
        /// `ADDRESS:PORT` of the server that gets every question; nil for the system's.
        public var server: String?
        /// Seconds for one question, aliases and repetitions included.
        public var seconds: Double

        /// Settings.
        public init(server: String? = nil, seconds: Double = 3) {
            self.server = server
            self.seconds = seconds
        }
    }

    private static let threads = BlockingThreads(limit: 64)

    private let settings: Settings

    /// A resolver.
    public init(_ settings: Settings = Settings()) { self.settings = settings }

    /// The records of a type; that there is no such name or record is an answer, too.
    ///
    /// A name beyond ASCII is asked for in its ASCII form. Cancelling the task ends the question. A server that answers
    /// for its own zones alone knows nothing of an alias's target elsewhere: without `following` the answer names it.
    ///
    /// - Throws: `dns-failed` where the server is silent, refuses, fails, talks nonsense or leads in circles.
    public func ask(
        _ kind: DNSRecord.Kind,
        of name: String,
        following: Bool = true
    ) async throws(Problem) -> DNSAnswer {
        let promise = Promise<Result<DNSAnswer, Problem>>()
        let lookup = DNSLookup(kind: kind, settings: settings, follows: following)
        DNSResolver.threads.submit { promise.settle(lookup.answer(name)) }
        let result = await withTaskCancellationHandler {
            await promise.value()
        } onCancel: {
            lookup.abort()
            promise.settle(.failure(lookup.silent(name, "called off")))
        }
        return try result.get()
    }

    /// The same on a thread that may be blocked.
    func answerBlocking(_ kind: DNSRecord.Kind, of name: String) -> Result<DNSAnswer, Problem> {
        DNSLookup(kind: kind, settings: settings).answer(name)
    }
}
