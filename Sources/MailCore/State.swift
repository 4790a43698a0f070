/// Where a migration stands (DESIGN §3).
///
/// ```
/// queued → discovering → copying(kind) → verifying → finished | finished-with-failures | cancelled | failed
///          └─ paused, stopped: keep the state that they left, and return to it ─┘
/// cancelled, failed, finished* → closed          stopped, cancelled, failed, finished*, closed → undoing → undone
/// ```
public enum State: Hashable, Sendable {
    /// Waiting for a worker.
    case queued
    /// Listing containers and items.
    case discovering
    /// Copying items of that kind.
    case copying(Kind)
    /// Comparing what was copied.
    case verifying
    /// Everything was copied, was there already or was left out on purpose.
    case finished
    /// Some items could not be copied.
    case finishedWithFailures
    /// Ended on request after the kind in hand.
    case cancelled
    /// Ended by a problem that nobody can mend by waiting.
    case failed(Problem)
    /// Waiting for something to pass; goes on by itself at the time given (seconds since 1970), or when somebody acts.
    indirect case paused(Problem, until: Int64?, from: State)
    /// Halted between messages; goes on with `resume`.
    indirect case stopped(from: State)
    /// No further pass; the source's credential is dropped.
    indirect case closed(from: State)
    /// Taking back what was copied.
    case undoing
    /// What was copied is taken back, except what was kept.
    case undone
}

extension State {
    /// The word of the contract, such as `queued` or `finished-with-failures`.
    public var name: String {
        switch self {
        case .queued: "queued"
        case .discovering: "discovering"
        case .copying: "copying"
        case .verifying: "verifying"
        case .finished: "finished"
        case .finishedWithFailures: "finished-with-failures"
        case .cancelled: "cancelled"
        case .failed: "failed"
        case .paused: "paused"
        case .stopped: "stopped"
        case .closed: "closed"
        case .undoing: "undoing"
        case .undone: "undone"
        }
    }

    /// Whether the pass is under way, or goes on when somebody takes it up again.
    public var isUnfinished: Bool {
        switch self {
        case .queued, .discovering, .copying, .verifying, .paused, .stopped, .undoing: true
        case .finished, .finishedWithFailures, .cancelled, .failed, .closed, .undone: false
        }
    }
}

extension State: Codable {
    private enum Key: String, CodingKey { case name, kind, problem, until, from }

    /// Reads the stored form.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let name = try values.decode(String.self, forKey: .name)
        switch name {
        case "queued": self = .queued
        case "discovering": self = .discovering
        case "copying": self = .copying(try values.decode(Kind.self, forKey: .kind))
        case "verifying": self = .verifying
        case "finished": self = .finished
        case "finished-with-failures": self = .finishedWithFailures
        case "cancelled": self = .cancelled
        case "failed": self = .failed(try values.decode(Problem.self, forKey: .problem))
        case "paused":
            self = .paused(
                try values.decode(Problem.self, forKey: .problem),
                until: try values.decodeIfPresent(Int64.self, forKey: .until),
                from: try values.decode(State.self, forKey: .from)
            )
        case "stopped": self = .stopped(from: try values.decode(State.self, forKey: .from))
        case "closed": self = .closed(from: try values.decode(State.self, forKey: .from))
        case "undoing": self = .undoing
        case "undone": self = .undone
        default:
            throw DecodingError.dataCorruptedError(forKey: .name, in: values, debugDescription: "unknown state \(name)")
        }
    }

    /// Writes the stored form.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(name, forKey: .name)
        switch self {
        case .copying(let kind):
            try values.encode(kind, forKey: .kind)
        case .failed(let problem):
            try values.encode(problem, forKey: .problem)
        case .paused(let problem, let until, let from):
            try values.encode(problem, forKey: .problem)
            try values.encodeIfPresent(until, forKey: .until)
            try values.encode(from, forKey: .from)
        case .stopped(let from), .closed(let from):
            try values.encode(from, forKey: .from)
        case .queued, .discovering, .verifying, .finished, .finishedWithFailures, .cancelled, .undoing, .undone:
            break
        }
    }
}

extension State {
    /// Whether this is undoing, or a pause or halt of it.
    public var isUndoing: Bool {
        switch self {
        case .undoing: true
        case .paused(_, _, let from), .stopped(let from): from.isUndoing
        case .queued, .discovering, .copying, .verifying, .finished, .finishedWithFailures, .cancelled, .failed,
            .closed,
            .undone:
            false
        }
    }
}
