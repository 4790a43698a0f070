import DomainNames
import MailCore
import Synchronization

/// One question until its answer; blocks, and may be called off from any thread.
final class DNSLookup: Sendable {
    private let kind: DNSRecord.Kind
    private let settings: DNSResolver.Settings
    private let follows: Bool
    private let aborted = Atomic(false)

    /// `follows`: whether an alias is asked for in its turn where the message says nothing about it.
    init(kind: DNSRecord.Kind, settings: DNSResolver.Settings, follows: Bool = true) {
        self.kind = kind
        self.settings = settings
        self.follows = follows
    }

    /// Ends the lookup within a tenth of a second.
    func abort() { aborted.store(true, ordering: .relaxed) }

    /// Follows aliases over as many messages as they need, within the limits.
    func answer(_ name: String) -> Result<DNSAnswer, Problem> {
        guard let ascii = DomainName.ascii(name) else { return .success(.noSuchName) }
        let deadline = Monotonic.now + settings.seconds
        var chain = AliasChain(ascii)
        do {
            while true {
                let channel = try ResolverChannel(settings, name)
                let outcome = channel.ask(chain.name, kind) { self.secondsLeft(until: deadline) }
                if let answer = try step(outcome, &chain, name) { return .success(answer) }
            }
        } catch let problem as Problem {
            return .failure(problem)
        } catch {
            return .failure(failed(name, "\(error)"))
        }
    }

    private func secondsLeft(until deadline: Double) -> Double {
        aborted.load(ordering: .relaxed) ? 0 : deadline - Monotonic.now
    }

    /// The answer, or nil where an alias leads on to another question.
    private func step(
        _ outcome: ResolverChannel.Outcome,
        _ chain: inout AliasChain,
        _ name: String
    ) throws -> DNSAnswer? {
        switch outcome {
        case .noSuchName: return DNSAnswer(aliases: chain.aliases, nameExists: false)
        case .noData: return DNSAnswer(aliases: chain.aliases)
        case .silent: throw silent(name, "the resolver did not answer")
        case .failed(let reason): throw failed(name, reason)
        case .message(let octets):
            let message = try DNSMessage(octets)
            let records = try chain.follow(message, kind)
            guard records != nil || !follows else { return nil }
            return DNSAnswer(
                records: records ?? [],
                aliases: chain.aliases,
                isAuthoritative: message.isAuthoritative
            )
        }
    }

    /// Nothing came in time.
    func silent(_ name: String, _ detail: String) -> Problem {
        let arguments = ["host": name, "reason": "silent"]
        return Problem(.dnsFailed, arguments, reaction: .retry(afterSeconds: nil), fixer: .operator, detail: detail)
    }

    private func failed(_ name: String, _ detail: String) -> Problem {
        Problem(.dnsFailed, ["host": name], reaction: .retry(afterSeconds: nil), fixer: .provider, detail: detail)
    }
}
