import MailCore

/// A provider as the file writes it: what goes without saying is left out.
struct Entry: Decodable {
    struct Detect: Decodable {
        var domains: [String]?
        var mx: [String]?
        var autoconfig: [String]?
        var autodiscover: [String]?
    }

    struct Service: Decodable {
        var kind: DetectedService.Kind
        var host: String
        var port: Int?
        var security: Endpoint.Security?
        var user: ServiceTemplate.User?
        var path: String?
    }

    struct DNS: Decodable {
        var mx: [Provider.Records.MailHost]?
        var spf: String?
        var cname: [String: String]?
        var srv: [Provider.Records.Service]?
        var policy: String?
        var asked: [Asked]?
        var selectors: [String]?
        var hours: Int?

        /// The records with everything said.
        var records: Provider.Records {
            Provider.Records(
                mx: mx ?? [],
                spf: spf,
                spfPolicy: policy,
                cname: cname ?? [:],
                srv: srv ?? [],
                asked: (asked ?? []).map(\.asked),
                selectors: selectors ?? [],
                hours: hours
            )
        }
    }

    struct Asked: Decodable {
        var purpose: Provider.Records.Asked.Purpose
        var type: DNSRecord.Kind
        var name: String
        var leadsTo: String?
        var port: Int?
        var automatic: Bool?
        var place: [String: String]?

        var asked: Provider.Records.Asked {
            Provider.Records.Asked(
                purpose,
                type,
                name,
                leadsTo: leadsTo,
                port: port,
                isAutomaticAtProvider: automatic ?? false,
                place: place ?? [:]
            )
        }
    }

    var id: String
    var name: String
    var roles: [Provider.Role]
    var detect: Detect?
    var candidates: [String]?
    var services: [Service]?
    var needs: [ProviderNeed]?
    var limits: Provider.Limits?
    var quirks: [String]?
    var dns: DNS?
    var confidence: Provider.Confidence
    var facts: [String]
    var webmail: String?

    /// The provider with everything said.
    var provider: Provider {
        Provider(
            id: id,
            name: name,
            roles: Set(roles),
            detect: Provider.Signals(
                domains: detect?.domains ?? [],
                mx: detect?.mx ?? [],
                autoconfig: detect?.autoconfig ?? [],
                autodiscover: detect?.autodiscover ?? []
            ),
            candidates: candidates ?? [],
            services: (services ?? []).map(\.template),
            needs: needs ?? [],
            limits: limits ?? Provider.Limits(),
            quirks: quirks ?? [],
            dns: dns?.records ?? Provider.Records(),
            confidence: confidence,
            facts: facts,
            webmail: webmail
        )
    }
}

extension Entry.Service {
    var template: ServiceTemplate {
        let security = security ?? .tls
        return ServiceTemplate(
            kind: kind,
            host: host,
            port: port ?? kind.defaultPort(security),
            security: security,
            user: user ?? .address,
            path: path ?? ""
        )
    }
}
