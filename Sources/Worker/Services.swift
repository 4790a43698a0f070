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
    /// Cancels, closes, extends or deletes a migration that nobody is at work on, as the commands of that name do.
    ///
    /// Throws a `Problem`: `busy`, `wrong-state`, `closed`, `undo-expired`, `unknown-id`.
    public var settle: @Sendable (LifecycleRequest, MigrationID) async throws -> Void
    /// Looks what an undo would do; without a source the last listing decides.
    ///
    /// Throws a `Problem`.
    public var undoPreview: @Sendable (MigrationID, (any Source)?, any Target) async throws -> UndoPreview

    /// The services.
    public init(
        source: @escaping @Sendable (Endpoint, Credential) -> any Source,
        target: @escaping @Sendable (Endpoint, Credential) -> any Target,
        environment:
            @escaping @Sendable (
                _ report: @escaping @Sendable (MigrationEvent) -> Void
            ) -> MigrationRunner.Environment,
        settle: @escaping @Sendable (LifecycleRequest, MigrationID) async throws -> Void,
        undoPreview: @escaping @Sendable (MigrationID, (any Source)?, any Target) async throws -> UndoPreview
    ) {
        self.source = source
        self.target = target
        self.environment = environment
        self.settle = settle
        self.undoPreview = undoPreview
    }
}
