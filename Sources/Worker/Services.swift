public import MailCore
public import Migration

/// What the worker needs of the rest of the program; the composition root fills it.
public struct Services: Sendable {
    /// Opens a source; connecting happens with its first call.
    public var source: @Sendable (Endpoint, Credential) -> any Source
    /// Opens a target; connecting happens with its first call.
    public var target: @Sendable (Endpoint, Credential) -> any Target
    /// What a run takes from outside, with the given listener; all runs share one byte budget.
    public var environment:
        @Sendable (_ report: @escaping @Sendable (MigrationEvent) -> Void) -> MigrationRunner.Environment

    /// The services.
    public init(
        source: @escaping @Sendable (Endpoint, Credential) -> any Source,
        target: @escaping @Sendable (Endpoint, Credential) -> any Target,
        environment:
            @escaping @Sendable (
                _ report: @escaping @Sendable (MigrationEvent) -> Void
            ) -> MigrationRunner.Environment
    ) {
        self.source = source
        self.target = target
        self.environment = environment
    }
}
