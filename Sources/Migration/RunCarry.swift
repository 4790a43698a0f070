import Journal
import MailCore

extension Run {
    /// Does the work until it is done, waiting out what can be waited out.
    ///
    /// `first` is the state that the work is in when it begins; `work` begins again after each pause.
    func carry(
        _ first: State,
        _ work: @escaping @Sendable (Stage) async throws(Problem) -> Ending
    ) async throws(Problem) -> Ending {
        let stage = Stage(first)
        var episode = Episode()
        while true {
            let problem: Problem
            do throws(Problem) {
                return try await work(stage)
            } catch {
                problem = error
            }
            if let ending = try await wait(problem, stage, &episode) { return ending }
        }
    }

    /// Waits; an ending where that is no use or not wanted any more.
    private func wait(_ problem: Problem, _ stage: Stage, _ episode: inout Episode) async throws(Problem) -> Ending? {
        let atLeast: Double
        var isBounded = true
        switch Interruption.of(problem) {
        case .abort: throw problem
        case .fail where stage.state.isUndoing:
            // Still undoing: what is taken back already must not be taken for copied by a next pass.
            return try await halt(problem, stage)
        case .fail: return .state(.failed(problem))
        case .wait(let seconds): atLeast = seconds
        case .waitForSomebody(let seconds):
            atLeast = seconds
            isBounded = false
        }
        if signals.wantsStop { return .stopped }
        let start = now
        let delay = episode.delay(
            now: start,
            settled: signals.settled,
            atLeast: atLeast,
            random: environment.random()
        )
        let deadline = options.maxWait.map { (episode.begun ?? start) + Double($0) } ?? .infinity
        let until = min(start + delay, deadline)
        // Whoever cancels does not wait for what may never end, but for what is nearly over.
        let isLong = !isBounded || delay > Run.cancelPatience
        if isLong, isCancelled(stage) { return .state(.cancelled) }
        let shown = isBounded ? Int64(until.rounded(.up)) : nil
        try await journal.pause(problem, .paused(problem, until: shown, from: stage.state), at: start)
        report(.paused(problem, until: shown))
        await sleep(until: until) { isLong && isCancelled(stage) }
        if isLong, isCancelled(stage) { return .state(.cancelled) }
        guard !signals.wantsStop else { return .stopped }
        guard now < deadline else {
            try await journal.halt(problem)
            return .stopped
        }
        try await journal.goOn(stage.state, at: now)
        stage.wasInterrupted(by: problem.side)
        report(.resumed)
        return nil
    }

    /// Ends for a reason that waiting is no use against, but that somebody may mend.
    func halt(_ problem: Problem, _ stage: Stage) async throws(Problem) -> Ending {
        try await journal.pause(problem, .paused(problem, until: nil, from: stage.state), at: now)
        report(.paused(problem, until: nil))
        try await journal.halt(problem)
        return .stopped
    }

    /// The longest pause, in seconds, that a run which is being cancelled still waits out.
    private static let cancelPatience = 60.0

    private func isCancelled(_ stage: Stage) -> Bool { signals.wantsCancel && !stage.state.isUndoing }

    /// Waits, looking for requests meanwhile.
    private func sleep(until end: Double, orIf isOver: () -> Bool) async {
        let step = environment.pollInterval > 0 ? environment.pollInterval : .infinity
        while now < end, !signals.wantsStop, !isOver(), !signals.takeWake() {
            // A task that was cancelled cannot wait any more: that is a halt like any other.
            guard !Task.isCancelled else { return signals.ask(stop: true, cancel: false, wake: false) }
            await environment.clock.sleep(min(step, end - now))
        }
    }

    /// Enters a state.
    func enter(_ state: State, _ stage: Stage) async throws(Problem) {
        guard stage.state != state else { return }
        try await journal.rest()
        try await journal.set(state, at: now)
        stage.state = state
        report(.state(state))
    }
}

/// Where a run stands, between one pause and the next.
final class Stage: Sendable {
    private struct Values {
        var state: State
        var needsProbe = false
        var troubled: Problem.Side?
        var suspect: Suspect?
        var description: TargetDescription?
        var kindInHand: Kind?
        var isBootSettled = false
        var hasOldNotes = true
        var sourceRefusals = 0
    }

    /// An item that failed alone; whether it is to blame shows when both lines are seen to work.
    struct Suspect: Sendable {
        var item: ItemRow
        var container: SourceContainer
        var problem: Problem
    }

    private let values: Locked<Values>

    init(_ state: State) { values = Locked(Values(state: state)) }

    /// The state as the journal has it.
    var state: State {
        get { values.read { $0.state } }
        set { values.change { $0.state = newValue } }
    }

    /// Notes that the work begins again after trouble.
    func wasInterrupted(by side: Problem.Side?) {
        values.change {
            $0.needsProbe = true
            $0.hasOldNotes = true
            $0.troubled = side
        }
    }

    /// Whether the lines have to be tried before anything else.
    func takeProbe() -> Bool {
        values.change { values in
            defer { values.needsProbe = false }
            return values.needsProbe
        }
    }

    /// Puts the need for a probe back, because the probe failed.
    func keepProbe() { values.change { $0.needsProbe = true } }

    /// The item that failed alone last.
    var suspect: Suspect? {
        get { values.read { $0.suspect } }
        set { values.change { $0.suspect = newValue } }
    }

    /// What the target said last.
    var description: TargetDescription? {
        get { values.read { $0.description } }
        set { values.change { $0.description = newValue } }
    }

    /// The kind whose copying has begun last in this run.
    var kindInHand: Kind? {
        get { values.read { $0.kindInHand } }
        set { values.change { $0.kindInHand = newValue } }
    }

    /// How often in a row the source could not be opened.
    var sourceRefusals: Int {
        get { values.read { $0.sourceRefusals } }
        set { values.change { $0.sourceRefusals = newValue } }
    }

    /// Whether what was noted of targets may be of an earlier time: a target may have been renumbered since.
    func takeOldNotes() -> Bool {
        values.change { values in
            defer { values.hasOldNotes = false }
            return values.hasOldNotes
        }
    }

    /// Whether the doubts that another boot raises are settled.
    var isBootSettled: Bool {
        get { values.read { $0.isBootSettled } }
        set { values.change { $0.isBootSettled = newValue } }
    }
}
