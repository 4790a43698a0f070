public import Catalogue

/// The product that a project moves to.
///
/// Its raw value is what answers and plans keep; a released one is never renamed.
public enum TargetPlatform: String, CaseIterable, Hashable, Codable, Sendable {
    case infomaniakKSuite = "infomaniak-ksuite"
    case ovhMXPlan = "ovh-mx-plan"
    case ovhEmailPro = "ovh-email-pro"
    case ovhExchange = "ovh-exchange"
    case ovhZimbra = "ovh-zimbra"
    case ownServer = "own-server"

    /// The catalogue's ID of the provider; nil for a server that somebody runs for himself.
    public var providerID: String? {
        switch self {
        case .infomaniakKSuite: "infomaniak"
        case .ovhMXPlan: "ovh_mxplan"
        case .ovhEmailPro: "ovh_emailpro"
        case .ovhExchange: "ovh_exchange"
        case .ovhZimbra: "ovh_zimbra"
        case .ownServer: nil
        }
    }

    /// What the catalogue knows of it.
    public func provider(in catalogue: Catalogue) -> Provider? { providerID.flatMap { catalogue[$0] } }
}
