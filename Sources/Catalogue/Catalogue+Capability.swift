import MailCore

extension Catalogue {
    /// The providers that can be that in a migration: those with a server whose protocol is built, reachable from here.
    public func providers(as role: Provider.Role) -> [Provider] {
        let built = Set((role == .source ? Capability.sources : Capability.targets).map(\.rawValue))
        return providers.filter { provider in
            provider.roles.contains(role) && !provider.needs.contains(.bridge)
                && provider.services.contains { built.contains($0.kind.rawValue) }
        }
    }
}
