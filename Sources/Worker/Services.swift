public import MailCore
public import Migration
public import Store

/// What the worker needs of the rest of the program; the composition root fills it.
public struct Services: Sendable {
    /// Finds out about a mailbox; throws where that was impossible, not where there is nothing to find.
    public var detect: @Sendable (MailAddress) async throws -> DetectedAccount
    /// Opens a source; connecting happens with its first call.
    public var source: @Sendable (Endpoint, Credential) -> any Source
    /// Opens a target; connecting happens with its first call.
    public var target: @Sendable (Endpoint, Credential) -> any Target
    /// The same two for a login that somebody tries out, which is refused where too many were tried at the address reached:
    /// their problem is then `tooManyLogins(wait:)`.
    public var triedSource: @Sendable (Endpoint, Credential) -> any Source
    /// See ``triedSource``.
    public var triedTarget: @Sendable (Endpoint, Credential) -> any Target
    /// What a run takes from outside, with the given listener; all runs share one byte budget.
    public var environment:
        @Sendable (_ report: @escaping @Sendable (MigrationEvent) -> Void) -> MigrationRunner.Environment

    /// Reads what is published about a domain; what cannot be found out is said in the state.
    public var survey: @Sendable (WorkRequest.Zone) async -> ZoneState = { zone in
        ZoneState(domain: zone.domain, presence: .unknown)
    }

    /// Writes and sends a mail; nil where the operator gave no mail server.
    ///
    /// It throws with reaction `stop` what will never be taken, with `retry` all else.
    public var send: (@Sendable (OutgoingMail) async throws(Problem) -> Void)?

    /// The services.
    public init(
        detect: @escaping @Sendable (MailAddress) async throws -> DetectedAccount,
        source: @escaping @Sendable (Endpoint, Credential) -> any Source,
        target: @escaping @Sendable (Endpoint, Credential) -> any Target,
        environment:
            @escaping @Sendable (
                _ report: @escaping @Sendable (MigrationEvent) -> Void
            ) -> MigrationRunner.Environment,
        send: (@Sendable (OutgoingMail) async throws(Problem) -> Void)? = nil
    ) {
        self.detect = detect
        self.source = source
        self.target = target
        triedSource = source
        triedTarget = target
        self.environment = environment
        self.send = send
    }
}
