import Journal
import MailCore
import Store
import Synchronization

/// A migration that this worker runs, and what was asked of it meanwhile.
final class ActiveRun: Sendable {
    private struct Values {
        var control: Control?
        var interrupts: [Job] = []
        var isShuttingDown = false
        var isWaiting = false
    }

    /// The job that it carries out.
    let job: Job
    private let values = Mutex(Values())

    init(_ job: Job) { self.job = job }

    /// The interrupting jobs that end with this run.
    var interrupts: [Job] { values.withLock { $0.interrupts } }

    /// Whether the run's end is an interruption of ours only, so that the job is to be taken up again.
    var goesOn: Bool {
        values.withLock { values in
            let actions = Set(values.interrupts.map(\.action))
            return (values.isShuttingDown || actions.contains(.wake)) && !actions.contains(.stop)
        }
    }

    /// Whether it stands still until something passes or somebody acts; it takes nobody's place meanwhile.
    var isWaiting: Bool { values.withLock { $0.isWaiting } }

    /// Something happened in the run.
    func note(_ event: MigrationEvent) {
        switch event {
        case .paused: values.withLock { $0.isWaiting = true }
        case .resumed: values.withLock { $0.isWaiting = false }
        case .started, .progress, .item, .state: break
        }
    }

    /// The journal is open: what was asked before is passed on.
    func attach(_ control: Control) {
        values.withLock { $0.control = control }
        passOn()
    }

    /// Asks the run for something.
    func interrupt(_ job: Job) {
        values.withLock { $0.interrupts.append(job) }
        passOn()
    }

    /// Asks the run to stop between messages, to go on with the next worker.
    func shutDown() {
        values.withLock { $0.isShuttingDown = true }
        passOn()
    }

    /// Writes the requests down where the runner looks for them; asking again is harmless, and needed where a run that was
    /// just beginning cleared what it found.
    func passOn() {
        let (control, requests) = values.withLock { values in
            var requests = Set(values.interrupts.map(\.action.request))
            if values.isShuttingDown { requests.insert(.stop) }
            return (values.control, requests)
        }
        guard let control else { return }
        for request in requests { control.post(request) }
    }
}

extension Action {
    /// What a run is asked for; a wake stops it too, so that it begins again with the new credentials.
    fileprivate var request: ControlRequest {
        switch self {
        case .cancel: .cancel
        case .migrate, .resume, .pass, .retry, .undo, .verify, .close, .extend, .delete, .stop, .wake: .stop
        }
    }
}
