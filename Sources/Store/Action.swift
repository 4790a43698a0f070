/// What the worker can be told to do with a migration; the commands of DESIGN §4.
public enum Action: Hashable, Codable, Sendable {
    /// The first pass.
    case migrate
    /// Goes on with what is unfinished.
    case resume
    /// One more pass.
    case pass
    /// The failed items once more.
    case retry
    /// Takes back; with `includeGone` also what exists no more at the source, with `mustCompare` only while the source can
    /// be asked for that, because whoever ordered it was shown its answer.
    case undo(includeGone: Bool, mustCompare: Bool = false)
    /// Compares again.
    case verify
    /// Ends all passes and drops the source's credential.
    case close
    /// Lengthens the time for undoing, once.
    case extend
    /// Removes everything that we know about it.
    case delete
    /// «Abbrechen»: finishes the kind in hand.
    case cancel
    /// «Sofort anhalten»: finishes the messages in flight.
    case stop
    /// Somebody acted (new credentials, room at the target): a pause ends now, and the run goes on with what is new.
    case wake

    /// Whether it is said to a run under way rather than waiting for its end.
    public var interrupts: Bool {
        switch self {
        case .cancel, .stop, .wake: true
        case .migrate, .resume, .pass, .retry, .undo, .verify, .close, .extend, .delete: false
        }
    }
}

extension Action {
    /// Whether it takes no time of its own and opens no connection, so that it need not wait for a free place.
    public var isBrief: Bool {
        switch self {
        case .cancel, .stop, .wake, .close, .extend, .delete: true
        case .migrate, .resume, .pass, .retry, .undo, .verify: false
        }
    }
}
