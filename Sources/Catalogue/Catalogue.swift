public import MailCore

/// What is known of mail providers, read from `Templates/catalogue`.
public struct Catalogue: Sendable {
    /// A provider, and the number of the server that was named, where it has numbered ones.
    public struct Match: Hashable, Sendable {
        /// The provider.
        public var provider: Provider
        /// The number in the name; empty where there is none.
        public var number: String

        /// A match.
        public init(provider: Provider, number: String = "") {
            self.provider = provider
            self.number = number
        }
    }

    /// All providers in the order of the file.
    public let providers: [Provider]
    /// Who keeps zones.
    public let dnsHosts: [DNSHost]

    private let byID: [String: Int]
    private let byDomain: [String: Int]

    /// A catalogue of these providers; of two that claim the same domain the first one has it.
    public init(_ providers: [Provider] = [], dnsHosts: [DNSHost] = []) {
        self.providers = providers
        self.dnsHosts = dnsHosts
        let numbered = providers.enumerated()
        byID = Dictionary(numbered.map { ($1.id, $0) }) { first, _ in first }
        byDomain = Dictionary(numbered.flatMap { index, provider in provider.detect.domains.map { ($0, index) } }) {
            first,
            _ in first
        }
    }

    /// The provider of that ID.
    public subscript(id: String) -> Provider? { byID[id].map { providers[$0] } }

    /// The provider that gives out addresses of that domain.
    public func provider(domain: String) -> Provider? {
        if let index = byDomain[domain] { return providers[index] }
        for suffix in Catalogue.parents(of: domain) {
            if let index = byDomain["*.\(suffix)"] { return providers[index] }
        }
        return nil
    }

    /// The provider whose mail host that is: the one that names the longest part of it.
    public func provider(mailHost host: String) -> Provider? {
        let claims = providers.flatMap { provider in provider.detect.mx.map { (provider, $0) } }
        return claims.filter { Catalogue.isBelow(host, $0.1) }.max { $0.1.count < $1.1.count }?.0
    }

    /// The provider that the name `autoconfig` of a domain leads to, by one of its aliases.
    public func provider(autoconfig names: [String]) -> Match? { match(names) { $0.detect.autoconfig } }

    /// The provider that the name `autodiscover` of a domain, or its SRV record, leads to.
    public func provider(autodiscover names: [String]) -> Match? { match(names) { $0.detect.autodiscover } }

    /// The provider that has a server of that name.
    public func provider(server host: String) -> Match? {
        // A name without a number is meant exactly.
        match([host]) { provider in provider.services.map(\.host) }
    }

    /// Who keeps a zone that has these name servers; nil too where they belong to several.
    public func dnsHost(nameServers: [String]) -> DNSHost? {
        let owners = nameServers.map { server in dnsHosts.first { $0.owns(server) } }
        guard let first = owners.first else { return nil }
        return owners.allSatisfy { $0 == first } ? first : nil
    }

    /// How many connections at once a server allows, where that is known.
    public func connectionLimit(server host: String) -> Int? {
        provider(server: host.lowercased())?.provider.limits.connections
    }

    private func match(_ names: [String], _ forms: (Provider) -> [String]) -> Match? {
        for provider in providers {
            for form in forms(provider).map(NumberedName.init) {
                for name in names {
                    if let number = form.number(in: name) { return Match(provider: provider, number: number) }
                }
            }
        }
        return nil
    }

    private static func isBelow(_ name: String, _ suffix: String) -> Bool {
        name == suffix || name.hasSuffix(".\(suffix)")
    }

    private static func parents(of domain: String) -> [String] {
        let labels = domain.split(separator: ".")
        return labels.indices.dropFirst().map { labels[$0...].joined(separator: ".") }
    }
}

extension Catalogue.Match {
    /// The provider's servers for an account, best first.
    public func services(for address: MailAddress, from evidence: DetectedService.Evidence) -> [DetectedService] {
        provider.services.compactMap { template in
            let form = NumberedName(template.host)
            // Without its number a numbered server cannot be named.
            guard !template.host.contains("{n}") || !number.isEmpty else { return nil }
            let user =
                switch template.user {
                case .address: address.description
                case .local: address.local
                case .unknown: ""
                }
            return DetectedService(
                kind: template.kind,
                host: form.name(number),
                port: template.port,
                security: template.security,
                user: user,
                source: evidence,
                path: Catalogue.Match.path(template.path, address)
            )
        }
    }

    private static func path(_ path: String, _ address: MailAddress) -> String {
        guard let place = path.firstRange(of: "{address}") else { return path }
        let encoded = address.description.utf8.map { octet -> String in
            switch octet {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "@"):
                String(Unicode.Scalar(octet))
            default: "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
            }
        }
        return path.replacingCharacters(in: place, with: encoded.joined())
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
