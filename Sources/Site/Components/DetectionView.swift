import Catalogue
import MailCore
import Store
import Texts

/// One field for the address, and below it what was found: each place with how we know it, and what the provider demands.
struct DetectionView: ViewModel {
    /// A place to move from.
    struct Place {
        var kind: String
        var server: String
        var user: String?
        var evidence: String
    }

    /// What was found.
    struct Found {
        var heading: String
        var lead: String
        var places: [Place]
        var needs: [NeedText]
    }

    var address: TextField
    var found: Found?

    init(_ visit: Visit, address typed: String?, complaints: Complaints) {
        let detected = visit.session?.draft?.detected
        address = TextField(
            "address",
            label: visit.say("source.address"),
            hint: visit.say("source.addressHint"),
            value: typed ?? detected?.address ?? "",
            autocomplete: "email",
            inputMode: "email"
        ).with(complaints)
        guard let detected, typed == nil else { return }
        found = DetectionView.found(detected.account, of: detected.address, visit)
    }

    private static func found(_ account: DetectedAccount, of address: String, _ visit: Visit) -> Found {
        let places = account.services.filter { $0.kind == .imap || $0.kind == .pop3 }.prefix(6)
        let known = account.provider.flatMap { visit.services.catalogue[$0]?.name }
        guard !account.isEmpty else {
            let heading = visit.say("source.nothingHeading")
            return Found(
                heading: heading,
                lead: visit.say("source.nothing", ["address": address]),
                places: [],
                needs: []
            )
        }
        return Found(
            heading: known ?? visit.say("source.unknownProvider"),
            lead: visit.say(
                AccountForm(account) == nil ? "source.foundNoServer" : "source.found",
                ["address": address]
            ),
            places: places.map { Place($0, visit) },
            needs: visit.needs(account.demands, of: account.provider, name: known ?? address)
        )
    }
}

extension DetectionView.Place {
    fileprivate init(_ service: DetectedService, _ visit: Visit) {
        kind = service.kind.title
        let security = service.security == .tls ? "TLS" : "STARTTLS"
        server = visit.say("source.place", ["host": service.host, "port": String(service.port), "security": security])
        user = service.user.isEmpty ? nil : service.user
        evidence = visit.voice.texts.render(service.source, in: visit.formats)
    }
}

extension Visit {
    /// What a provider demands, in words.
    func needs(_ needs: [ProviderNeed], of provider: String?, name: String) -> [NeedText] {
        needs.filter { $0 != .shortLogin }.map { voice.texts.render($0, of: provider, name: name, in: formats) }
    }
}
