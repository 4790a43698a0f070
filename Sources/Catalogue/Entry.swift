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
            dns: Provider.Records(mx: dns?.mx ?? [], spf: dns?.spf, cname: dns?.cname ?? [:], srv: dns?.srv ?? []),
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
