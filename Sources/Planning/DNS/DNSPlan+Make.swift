public import Catalogue
public import MailCore

extension DNSPlan {
    /// The usual lifetime of a record, in seconds.
    public static let lifetime = 3600
    /// The lifetime before a change, so that it is seen soon.
    public static let shortLifetime = 300

    /// Compares a domain's zone with what the target needs.
    ///
    /// - Parameters:
    ///   - domain: the domain.
    ///   - target: the product.
    ///   - live: what was answered to `questions(for:target:given:seen:)`.
    ///   - otherSenders: who else sends for the domain, as mechanisms of SPF or domains to include.
    ///   - given: records whose values the manager told.
    ///   - cutover: any instant of the day on which mail is to go to the new product.
    ///   - now: the instant from which dates are told.
    ///   - catalogue: what is known of providers and of who keeps zones.
    /// - Returns: the plan; without records where the domain does not exist or nobody answers for it.
    public static func make(
        domain: String,
        target: DNSTarget,
        live: ZoneState,
        otherSenders: [String] = [],
        given: [DNSRecord] = [],
        cutover: Int64? = nil,
        now: Int64 = 0,
        catalogue: Catalogue = Catalogue()
    ) -> DNSPlan {
        let host = catalogue.dnsHost(nameServers: live.nameServers)
        let told = given.first { $0.kind == .mx && $0.name == domain }?.value.plain.split(separator: " ").last
        let desk = DNSDesk(
            domain: domain,
            target: target.named(told.map(String.init) ?? domain),
            live: live,
            given: given,
            isHostTarget: target.providerID.map { host?.providers?.contains($0) == true } ?? false,
            catalogue: catalogue
        )
        guard live.presence == .exists else { return nothing(domain, desk.target, live) }
        let spf = desk.spf(otherSenders)
        let records = desk.ownership + desk.keys + [spf.record] + spf.removed + desk.dmarc + desk.mail + desk.clients
        let spread = records.map(desk.spread)
        var plan = DNSPlan(
            domain: domain,
            target: desk.target.name,
            presence: live.presence,
            records: spread,
            conflicts: desk.conflicts + spf.conflicts,
            spf: spf.lookups,
            steps: [],
            host: host?.id,
            nameServers: live.nameServers,
            today: desk.today
        )
        plan.further = desk.further
        plan.steps = DNSSchedule(plan: plan, desk: desk, cutover: cutover, now: now).steps
        return plan
    }

    /// Nothing can be planned for a domain that nobody knows.
    private static func nothing(_ domain: String, _ target: DNSTarget, _ live: ZoneState) -> DNSPlan {
        let isMissing = live.presence == .noSuchName
        let missing = Problem(.domainNotFound, ["host": domain], reaction: .stop, fixer: .you, detail: "NXDOMAIN")
        let silent = Problem(.dnsFailed, ["host": domain], reaction: .retry(afterSeconds: nil), fixer: .operator)
        return DNSPlan(
            domain: domain,
            target: target.name,
            presence: live.presence,
            problem: isMissing ? missing : live.trouble ?? silent,
            records: [],
            conflicts: [],
            spf: SPFLookups(),
            steps: [],
            nameServers: live.nameServers,
            today: []
        )
    }
}
