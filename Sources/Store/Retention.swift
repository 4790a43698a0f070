import MailCore

/// How long what is kept (DESIGN §6), in seconds.
public struct Retention: Hashable, Sendable {
    /// A session that is not used.
    public var session: Int64 = 7 * 86_400
    /// A session after another took its place: as long as somebody may wait for a page and send its form again.
    public var renewedSession: Int64 = 600
    /// A draft, with its credentials, in a session that is not used.
    public var draft: Int64 = 86_400
    /// A request after its answer.
    public var request: Int64 = 600
    /// A request that nobody takes up, before it is answered `unavailable`.
    public var patience: Int64 = 120
    /// The source's credential after the last pass.
    public var sourceCredential: Int64 = 14 * 86_400
    /// A whole migration after the last pass.
    public var migration: Int64 = 60 * 86_400
    /// The link that confirms an address.
    public var confirmation: Int64 = 7 * 86_400
    /// The address on a mail that was sent.
    public var sentMail: Int64 = 2 * 86_400
    /// The link of a project's member, and the offer of a project to a consultant.
    public var projectLink: Int64 = 30 * 86_400
    /// A project that was begun without a consultant, has none, and is not visited.
    public var abandonedProject: Int64 = 60 * 86_400
    /// Initial passwords of new accounts that nobody exports.
    public var accessList: Int64 = 7 * 86_400
    /// The audit trail.
    public var audit: Int64 = 365 * 86_400

    /// The times of DESIGN §6.
    public init() {}

    /// When a migration's secrets and data go, in seconds since 1970; nil is not yet known.
    public struct Deadlines: Hashable, Sendable {
        /// The source's credential.
        public var sourceCredential: Int64?
        /// The target's credential.
        public var targetCredential: Int64?
        /// Everything.
        public var everything: Int64?

        /// Deadlines.
        public init(sourceCredential: Int64? = nil, targetCredential: Int64? = nil, everything: Int64? = nil) {
            self.sourceCredential = sourceCredential
            self.targetCredential = targetCredential
            self.everything = everything
        }
    }

    /// The deadlines of a migration that stands so; a credential of no further use goes at once (at 0).
    ///
    /// A pass that was stopped or waits for somebody counts as ended when it last changed: nobody may come back.
    public func deadlines(of projection: Projection) -> Deadlines {
        let rest: Int64? =
            switch projection.state {
            case .queued, .discovering, .copying, .verifying, .undoing: nil
            case .paused(_, let until, _): until == nil ? projection.changed : nil
            case .stopped: projection.changed
            case .finished, .finishedWithFailures, .cancelled, .failed, .closed, .undone:
                projection.ended ?? projection.changed
            }
        guard let rest else { return Deadlines() }
        let everything = rest + migration
        switch projection.state {
        case .undone:
            return Deadlines(sourceCredential: 0, targetCredential: 0, everything: everything)
        case .closed:
            return Deadlines(
                sourceCredential: 0,
                targetCredential: projection.undoUntil ?? rest + sourceCredential,
                everything: everything
            )
        case .queued, .discovering, .copying, .verifying, .undoing, .paused, .stopped, .finished,
            .finishedWithFailures, .cancelled, .failed:
            let source = rest + sourceCredential
            // Another pass needs the target's password too, but it is promised only until the undo window ends.
            return Deadlines(
                sourceCredential: source,
                targetCredential: projection.undoUntil ?? source,
                everything: everything
            )
        }
    }
}
