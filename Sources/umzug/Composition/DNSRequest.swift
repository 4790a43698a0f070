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

    /// The plan; the first resolver gets every question, further ones are compared (DESIGN §4).
    func plan(resolvers: [String], policy: EgressPolicy = .unrestricted) async -> DNSPlan {
        let settings = ZoneSurvey.Settings(
            resolver: resolvers.first,
            onlyResolver: !resolvers.isEmpty,
            others: Array(resolvers.dropFirst()),
            policy: policy
        )
        let live = await ZoneSurvey(settings).look(at: domain, next: questions)
        return DNSPlan.make(
            domain: domain,
            target: target,
            live: live,
            otherSenders: otherSenders,
            given: given,
            cutover: cutover,
            now: Int64(Date().timeIntervalSince1970),
            catalogue: catalogue
        )
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
