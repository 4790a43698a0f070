public import Catalogue
import MailCore

/// What a domain is to be set up for: a product's records, and what is known beyond them.
public struct DNSTarget: Hashable, Codable, Sendable {
    /// The name that customers know.
    public var name: String
    /// The provider's ID; nil for a server of the customer's own.
    public var providerID: String?
    /// The records of the product.
    public var records: Provider.Records

    /// A target.
    public init(name: String, providerID: String?, records: Provider.Records) {
        self.name = name
        self.providerID = providerID
        self.records = records
    }

    /// A product; nil where nothing is known of its records.
    public init?(_ platform: TargetPlatform, in catalogue: Catalogue) {
        guard let id = platform.providerID else {
            self = DNSTarget.ownServer
            return
        }
        self.init(provider: id, in: catalogue)
    }

    /// A provider by the catalogue's ID; nil where nothing is known of its records.
    public init?(provider id: String, in catalogue: Catalogue) {
        guard let provider = catalogue[id], provider.dns.isKnown else { return nil }
        self.init(name: provider.name, providerID: id, records: provider.dns)
    }

    /// The same, called by another name where it has none.
    func named(_ name: String) -> DNSTarget {
        var copy = self
        if copy.name.isEmpty { copy.name = name }
        return copy
    }

    /// A server that somebody runs for himself: he tells everything.
    public static let ownServer = DNSTarget(
        name: "",
        providerID: nil,
        records: Provider.Records(
            spfPolicy: "-all",
            asked: [.init(.mx, .mx, "@"), .init(.spf, .txt, "@"), .init(.dkim, .txt, "{selector}._domainkey")]
        )
    )
}
