import Journal
import MailCore

/// One execution of a migration by this process.
///
/// Theory of operation. The journal decides what there is to do; a run only carries it forward. Its phases (discovering,
/// reconciling, copying, updating, verifying, undoing) each leave the journal in order whenever they end, and each takes
/// up what it finds there. So there is one way out of every trouble, be it a broken line, a full mailbox or the death of
/// the process: let the calls in flight end, wait if that may help, and begin the phase again, which first looks at the
/// target for everything whose fate is not known. What makes trouble by itself is found by trying it in ever smaller
/// company: a batch that fails as a whole comes back halved, and an item that fails alone a few times, while both lines
/// are known to work, is given up and the rest goes on.
struct Run: Sendable {
    let journal: Journal
    var source: (any Source)?
    let target: any Target
    let environment: MigrationRunner.Environment
    let record: MigrationRecord
    let pass: Int
    let passKind: PassKind
    let signals = Signals()
    let flight: FlightWindow
    let nameless = Nameless()

    var options: Options { record.options }
    var now: Double { environment.clock.now() }

    /// In a retry only what failed is taken up.
    var onlyTouched: Int? { passKind == .retry ? pass : nil }

    func report(_ event: MigrationEvent) { environment.report(event) }

    /// Tells what a transaction brought.
    func tell(_ advance: Advance, _ kind: Kind, _ container: FolderPath?) async throws(Problem) {
        tell(exceptions: advance.exceptions)
        let now = now
        if let due = signals.advance(kind, container, advance, now: now) { report(.progress(due)) }
        if signals.isSampleDue(now) { try await journal.sample(at: now) }
    }

    /// After a stop: waits for what is on its way to the target, and ends everything that only reads.
    func letGo() async {
        await flight.drain()
        await source?.close()
        if signals.isLooking { await target.close() }
    }

    func requireSource() throws(Problem) -> any Source {
        guard let source else {
            throw Problem(.credentialsMissing, reaction: .stop, fixer: .you, side: .source)
        }
        return source
    }
}

/// How a run ended.
enum Ending: Hashable, Sendable {
    case state(State)
    case stopped
}
