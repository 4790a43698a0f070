import MailCore
import Migration

/// The exit statuses of the contract (DESIGN §4).
enum ExitStatus: Int32, Error {
    case done = 0
    /// Finished with failures, or a difference was found.
    case finishedWithFailures = 1
    case usage = 2
    /// Cannot connect or log in.
    case cannotConnect = 3
    case cancelled = 4
    /// Undo kept something.
    case kept = 5
    /// The state does not allow it now.
    case refused = 6
    /// Stopped or failed; `resume` goes on.
    case resumable = 7
    case ourFault = 70

    /// How a run exits; comparing changes no state, so that only what it found counts.
    init(_ command: Command, _ summary: Summary) {
        if case .verify = command {
            let isStopped = if case .stopped = summary.state { true } else { false }
            self = isStopped ? .resumable : summary.differences > 0 ? .finishedWithFailures : .done
        } else {
            self.init(summary)
        }
    }

    /// How a run that ended in that state exits.
    init(_ summary: Summary) {
        switch summary.state {
        case .finished: self = .done
        case .finishedWithFailures: self = .finishedWithFailures
        case .cancelled: self = .cancelled
        case .undone: self = summary.kinds.values.contains { $0.kept > 0 } ? .kept : .done
        case .queued, .discovering, .copying, .verifying, .paused, .stopped, .failed, .undoing: self = .resumable
        case .closed: self = .done
        }
    }

    /// How a command that could not begin exits.
    init(_ problem: Problem) {
        switch problem.code {
        case .usage, .unknownID, .idExists, .kindUnsupported, .passwordUnusable: self = .usage
        case .busy, .closed, .wrongState, .undoExpired: self = .refused
        case .crashed, .storage: self = .ourFault
        default: self = .cannotConnect
        }
    }
}
