import Catalogue
import Detection
import FoundationEssentials
import MailCore
import Planning
import Transport

/// Looks a domain up and plans its records.
struct DNSRequest: Sendable {
    var domain: String
    var target: DNSTarget
    var otherSenders: [String] = []
    var given: [DNSRecord] = []
    var cutover: Int64?
    var catalogue: Catalogue

    /// The plan; the first resolver gets every question, further ones and `compared` are compared (DESIGN §4).
    func plan(
        resolvers: [String],
        compared: [String] = [],
        policy: EgressPolicy = .unrestricted
    ) async -> DNSPlan {
        DNSPlan.make(
            domain: domain,
            target: target,
            live: await live(resolvers: resolvers, compared: compared, policy: policy),
            otherSenders: otherSenders,
            given: given,
            cutover: cutover,
            now: Int64(Date().timeIntervalSince1970),
            catalogue: catalogue
        )
    }

    /// What is published, as far as the plan needs it.
    func live(resolvers: [String], compared: [String], policy: EgressPolicy) async -> ZoneState {
        let settings = ZoneSurvey.Settings(
            resolver: resolvers.first,
            onlyResolver: !resolvers.isEmpty,
            others: resolvers.dropFirst() + compared,
            policy: policy
        )
        return await ZoneSurvey(settings).look(at: domain, next: questions)
    }

    private func questions(_ seen: ZoneState) -> [DNSQuestion] {
        DNSPlan.questions(
            for: domain,
            target: target,
            otherSenders: otherSenders,
            given: given,
            seen: seen,
            catalogue: catalogue
        )
    }
}
