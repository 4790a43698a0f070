import MailCore
import Transport

/// Somebody to ask, patiently but within the time that is left.
struct ZoneVoice: Sendable {
    /// How long one question may take.
    private static let seconds = 3.0

    let name: String
    /// `ADDRESS:PORT`; nil for the system's resolver.
    let server: String?
    let clock: Deadline

    /// The answer, after a second try where there was none to the first.
    func ask(_ question: DNSQuestion, following: Bool = true) async -> Result<DNSAnswer, Problem> {
        let first = await once(question, following)
        guard case .failure(let problem) = first, problem.isTransient, !clock.isOver else { return first }
        return await once(question, following)
    }

    private func once(_ question: DNSQuestion, _ following: Bool) async -> Result<DNSAnswer, Problem> {
        let seconds = min(ZoneVoice.seconds, max(clock.left, 0.01))
        let resolver = DNSResolver(DNSResolver.Settings(server: server, seconds: seconds))
        do throws(Problem) {
            return .success(try await resolver.ask(question.kind, of: question.name, following: following))
        } catch {
            return .failure(error)
        }
    }

    /// What kept it from answering.
    static func fault(_ problem: Problem) -> ZoneState.Voice.Fault {
        problem.arguments["reason"] == "silent" ? .silent : .failing
    }
}
