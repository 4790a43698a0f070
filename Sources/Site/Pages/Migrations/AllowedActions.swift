import MailCore
import Store

/// What can be done with a migration in its state (DESIGN §3, state table).
struct AllowedActions {
    /// The one that most people want now, in front.
    var first: Route.MigrationPage?
    /// Others, as buttons.
    var buttons: [Route.MigrationPage]
    /// Rare ones, as links.
    var links: [Route.MigrationPage]

    /// Whether the page may do what it says.
    func allow(_ page: Route.MigrationPage) -> Bool {
        page == first || buttons.contains(page) || links.contains(page)
    }

    init(_ record: MigrationRecord, now: Int64) {
        let projection = record.projection
        // What was called off before it began has nothing to compare and nothing to undo.
        let hasBegun = projection.pass > 0
        let canUndo = hasBegun && projection.undoUntil.map { $0 > now } ?? true
        let hasFailures = projection.counts.values.contains { $0.failed > 0 }
        let undo: [Route.MigrationPage] = canUndo ? [.undo] : []
        let extend: [Route.MigrationPage] =
            canUndo && projection.undoUntil != nil && !projection.undoWasExtended ? [.extend] : []
        let retry: [Route.MigrationPage] = hasFailures ? [.retry] : []
        let later: [Route.MigrationPage] = hasBegun ? [.pass] + retry + [.verify] + extend + [.close] : []
        let isStopping = record.orders.contains(.cancel) || record.orders.contains(.stop)
        (first, buttons, links) = (nil, [], [])
        switch projection.state {
        case .queued where record.waits(until: now) && !isStopping:
            buttons = [.schedule, .startNow, .cancel]
        case .queued, .discovering, .copying, .verifying:
            (buttons, links) = isStopping ? ([.stop], []) : ([.cancel], [.stop])
        case .paused(let problem, _, _):
            if problem.isAboutCredentials { first = .credentials }
            let canCancel = !projection.state.isUndoing && !isStopping
            (buttons, links) = (canCancel ? [.resume, .cancel] : [.resume], [.stop])
        case .stopped where projection.state.isUndoing:
            (first, links) = (.resume, undo)
        case .stopped:
            (first, buttons, links) = (.resume, [.cancel], undo)
        case .failed(let problem) where problem.isAboutCredentials:
            (first, buttons) = (.credentials, [.resume] + undo)
            links = later + [.delete]
        case .cancelled, .failed:
            (first, buttons, links) = (.resume, undo, later + [.delete])
        case .finished, .finishedWithFailures:
            (first, buttons, links) = (
                .receipt, [.nextSteps] + retry + [.pass] + undo, [.verify] + extend + [.close, .delete]
            )
        case .closed:
            (first, buttons, links) = (.receipt, [.nextSteps] + undo, extend + [.delete])
        case .undone:
            (first, links) = (.receipt, [.delete])
        case .undoing:
            break
        }
    }
}

extension MigrationRecord {
    /// Whether the time at which it is to begin is still to come.
    func waits(until now: Int64) -> Bool { schedule.map { $0.start > now } ?? false }

    /// The text that says for how long a credential without an end is kept.
    func credentialKey(at now: Int64) -> String {
        waits(until: now) ? "live.credentialPlanned" : "live.credentialWhile"
    }
}
