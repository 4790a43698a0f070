public import MailCore

/// What somebody may ask of a migration (DESIGN §3, the table of states and commands).
public enum LifecycleRequest: Hashable, Sendable, CaseIterable {
    case resume, pass, retry, cancel, undo, verify, close, extend, delete
}

/// What becomes of a request.
public enum Verdict: Hashable, Sendable {
    /// The pass under way is taken up where it was left.
    case goOn
    /// A next pass over everything begins.
    case nextPass
    /// A next pass over what failed begins; without failures there is nothing to do.
    case retryPass
    /// The last result is told again.
    case tellAgain
    /// The run at work is asked to cancel, and its end is waited for.
    case askToCancel
    /// It is cancelled on the spot, since nobody is at work on it.
    case cancelNow
    /// Undo begins; what is unfinished is reconciled and cancelled first.
    case undo
    /// The undo under way is taken up where it was left.
    case goOnUndoing
    /// What was copied is compared.
    case verify
    /// It is closed.
    case close
    /// The time for undoing is made longer.
    case extend
    /// Everything known about it is deleted.
    case delete
    /// Nothing is to be done, and that is fine.
    case nothing
    /// Not in this state (exit status 6).
    case refuse(Problem.Code)
}

/// Decides what a request means in a state.
///
/// Pure, and without a `default`: a new state or request does not compile until it has its row and column.
public enum Lifecycle {
    /// The verdict; `isRunning` says whether somebody holds the migration's lease.
    public static func verdict(_ state: State, _ request: LifecycleRequest, isRunning: Bool) -> Verdict {
        guard !isRunning else { return whileRunning(request) }
        switch state {
        case .queued, .discovering, .copying, .verifying:
            return unfinished(request)
        case .paused(_, _, let from), .stopped(let from):
            return from.isUndoing ? undoing(request) : unfinished(request)
        case .cancelled, .failed:
            return cutShort(request)
        case .finished, .finishedWithFailures:
            return finished(request)
        case .closed:
            return closed(request)
        case .undoing:
            return undoing(request)
        case .undone:
            return undone(request)
        }
    }

    private static func whileRunning(_ request: LifecycleRequest) -> Verdict {
        switch request {
        case .cancel: .askToCancel
        case .resume, .pass, .retry, .undo, .verify, .close, .extend, .delete: .refuse(.busy)
        }
    }

    private static func unfinished(_ request: LifecycleRequest) -> Verdict {
        switch request {
        case .resume: .goOn
        case .cancel: .cancelNow
        case .undo: .undo
        case .extend: .extend
        case .delete: .delete
        case .pass, .retry, .verify, .close: .refuse(.wrongState)
        }
    }

    private static func cutShort(_ request: LifecycleRequest) -> Verdict {
        switch request {
        case .resume: .goOn
        case .pass: .nextPass
        case .retry: .retryPass
        case .cancel: .nothing
        case .undo: .undo
        case .verify: .verify
        case .close: .close
        case .extend: .extend
        case .delete: .delete
        }
    }

    private static func finished(_ request: LifecycleRequest) -> Verdict {
        switch request {
        case .resume: .tellAgain
        case .pass: .nextPass
        case .retry: .retryPass
        case .cancel: .refuse(.wrongState)
        case .undo: .undo
        case .verify: .verify
        case .close: .close
        case .extend: .extend
        case .delete: .delete
        }
    }

    private static func closed(_ request: LifecycleRequest) -> Verdict {
        switch request {
        case .resume, .pass, .retry, .cancel, .verify: .refuse(.closed)
        case .undo: .undo
        case .close: .nothing
        case .extend: .extend
        case .delete: .delete
        }
    }

    private static func undoing(_ request: LifecycleRequest) -> Verdict {
        switch request {
        case .resume, .undo: .goOnUndoing
        case .delete: .delete
        case .pass, .retry, .cancel, .verify, .close, .extend: .refuse(.wrongState)
        }
    }

    private static func undone(_ request: LifecycleRequest) -> Verdict {
        switch request {
        case .resume, .undo: .tellAgain
        case .delete: .delete
        case .pass, .retry, .cancel, .verify, .close, .extend: .refuse(.wrongState)
        }
    }
}
