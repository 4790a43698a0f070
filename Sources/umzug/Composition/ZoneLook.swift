import Catalogue
import DomainNames
import MailCore
import Planning
import Store
import Transport

/// Reads what is published about domains that visitors name, in the worker.
struct ZoneLook: Sendable {
    var catalogue: Catalogue
    /// The operator's resolver, which then gets every question; nil asks the zones' own servers.
    var resolver: String?
    /// Resolvers whose answers are shown beside.
    var compared: [String] = []
    /// Where name servers may be: a stranger wrote their addresses into his zone.
    var policy: EgressPolicy

    /// What is published; a text that is no domain is one that does not exist.
    func state(of zone: WorkRequest.Zone) async -> ZoneState {
        guard let domain = DomainName.ascii(zone.domain), domain.contains("."), IPAddress(domain) == nil else {
            return ZoneState(domain: zone.domain, presence: .noSuchName)
        }
        let request = DNSRequest(
            domain: domain,
            target: DNSTarget(zone.target, in: catalogue) ?? .ownServer,
            otherSenders: zone.otherSenders,
            given: zone.given,
            catalogue: catalogue
        )
        return await request.live(resolvers: resolver.map { [$0] } ?? [], compared: compared, policy: policy)
    }
}
