import Catalogue
import MailCore

/// What the looks at a domain have brought so far; pure values, put in order by ``account(for:in:)``.
struct Findings: Hashable, Sendable {
    /// A provider that a record points at.
    struct Pointer: Hashable, Sendable {
        var match: Catalogue.Match
        var evidence: DetectedService.Evidence
    }

    /// The domain's mail hosts, best first.
    var mailHosts: [String] = []
    /// Providers that `autodiscover` and `autoconfig` lead to.
    var pointers: [Pointer] = []
    /// What the domain, or a list of configurations, names itself.
    var services: [DetectedService] = []
    /// What such a file says of how to log in.
    var needs: Set<ProviderNeed> = []
    /// Whether an Exchange server answered.
    var hasExchange = false
}

extension Findings {
    /// The order in which evidence is believed, where the provider itself is not known.
    static let order: [DetectedService.Evidence] = [.catalogue, .mx, .srv, .autoconfig, .ispdb, .autodiscover]

    /// What it comes to.
    ///
    /// Mail goes where MX points, so a provider known by it comes first: SRV, `autoconfig` and `autodiscover` often outlive
    /// a move. They say which of the provider's products it is, where MX is the same for all.
    func account(for address: MailAddress, in catalogue: Catalogue) -> DetectedAccount {
        let known = services.map { service in (service, catalogue.provider(server: service.host)) }
        var (match, evidence) = receiver(in: catalogue)
        let receives = match?.provider
        let alike = Set(receives?.candidates ?? [])
        var isCertain = alike.isEmpty
        let products = pointers + known.compactMap { service, match in match.map { Pointer($0, service.source) } }
        if receives == nil {
            (match, evidence) = (products.first?.match, products.first?.evidence ?? .autodiscover)
        } else if let product = products.first(where: { alike.contains($0.match.provider.id) }) {
            (match, evidence, isCertain) = (product.match, product.evidence, true)
        } else if products.contains(where: { $0.match.provider.id == receives?.id }) {
            isCertain = true
        }
        if match == nil, hasExchange { match = catalogue["exchange"].map { Catalogue.Match(provider: $0) } }
        let own = match.map { $0.services(for: address, from: evidence) } ?? []
        return DetectedAccount(
            provider: match?.provider.id,
            candidates: isCertain ? [] : receives?.candidates ?? [],
            services: Findings.distinct(own + Findings.sorted(known.map { Findings.named($0, $1, address) })),
            needs: needs(match?.provider, isCertain: isCertain)
        )
    }

    private func receiver(in catalogue: Catalogue) -> (Catalogue.Match?, DetectedService.Evidence) {
        let provider = mailHosts.lazy.compactMap { catalogue.provider(mailHost: $0) }.first
        return (provider.map { Catalogue.Match(provider: $0) }, .mx)
    }

    private func needs(_ provider: Provider?, isCertain: Bool) -> [ProviderNeed] {
        var all = provider?.needs ?? []
        if !isCertain { all.append(.chooseProduct) }
        return all + needs.filter { !all.contains($0) }.sorted { $0.rawValue < $1.rawValue }
    }

    /// The user name as the catalogue knows it for that server, where the record itself tells none.
    private static func named(
        _ service: DetectedService,
        _ match: Catalogue.Match?,
        _ address: MailAddress
    ) -> DetectedService {
        guard service.source == .srv, let match else { return service }
        var service = service
        let own = match.services(for: address, from: .srv)
        service.user = own.first { $0.kind == service.kind }?.user ?? service.user
        return service
    }

    private static func sorted(_ services: [DetectedService]) -> [DetectedService] {
        let kinds = DetectedService.Kind.allCases
        func rank(_ index: Int, _ service: DetectedService) -> (Int, Int, Int, Int) {
            (
                order.firstIndex(of: service.source) ?? order.count, kinds.firstIndex(of: service.kind) ?? kinds.count,
                service.security == .tls ? 0 : 1, index
            )
        }
        // Equal ones stay as their record or file has them: in its order of preference.
        let numbered = services.enumerated().sorted { rank($0.offset, $0.element) < rank($1.offset, $1.element) }
        return numbered.map(\.element)
    }

    private static func distinct(_ services: [DetectedService]) -> [DetectedService] {
        var seen: Set<String> = []
        return services.filter { seen.insert("\($0.kind) \($0.host) \($0.port)").inserted }
    }
}

extension Findings.Pointer {
    fileprivate init(_ match: Catalogue.Match, _ evidence: DetectedService.Evidence) {
        self.init(match: match, evidence: evidence)
    }
}
