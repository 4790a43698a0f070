public import Journal
public import Logging
public import MailCore
public import Secrets
public import Store

/// What a worker needs of the control database.
public typealias WorkerStore = WorkQueue & MigrationStore & AuditTrail

/// The loop of the worker process: takes requests at once and jobs by lease, and carries them out, several at a time.
///
/// Theory of operation. All that has to survive this process is in the control database and in the journals; a worker may
/// die at any moment. Its requests are then answered `crashed`, its jobs wait again, and the next worker goes on with them.
/// One loop looks for work every 50 ms, which costs a read of an empty index; what it finds runs in tasks of their own. A
/// graceful stop asks the runs to stop between messages, gives their jobs back and ends.
public actor Worker {
    let id: WorkerID
    let store: any WorkerStore
    let folder: DataFolder
    let logins: Logins
    let settings: WorkerSettings
    let clock: WallClock
    let log: Logger

    /// The migrations that run.
    var active: [MigrationID: ActiveRun] = [:]
    /// The requests and brief jobs in hand.
    private var inHand = 0
    /// Those among them that look domains up.
    private var surveysInHand = 0
    /// The mails that are being sent.
    var mailsInHand = 0
    private var isStopping = false
    private var due: [Duty: Double] = [:]
    private var scan = JournalScan()
    /// The migrations whose rows were written while their journals were read: what was read may be older.
    var settled: Set<MigrationID> = []

    /// What is done now and then.
    private enum Duty: Hashable { case jobs, beat, sweep, scan, mail }

    /// A worker.
    public init(
        id: WorkerID,
        store: any WorkerStore,
        folder: DataFolder,
        key: OpeningKey,
        services: Services,
        settings: WorkerSettings = WorkerSettings(),
        clock: WallClock,
        log: Logger
    ) {
        self.id = id
        self.store = store
        self.folder = folder
        logins = Logins(key: key, services: services)
        self.settings = settings
        self.clock = clock
        self.log = log
    }

    /// Works until ``stop()``; returns when everything in hand is given back.
    public func run() async {
        while !isStopping {
            await round()
            await clock.sleep(settings.requestInterval)
        }
        await drain()
    }

    /// Ends ``run()`` gracefully.
    public func stop() { isStopping = true }

    private func round() async {
        await trying("beat") { if isDue(.beat, settings.beatInterval) { try await beat() } }
        await trying("requests") { try await takeRequests() }
        await trying("jobs") { if isDue(.jobs, settings.jobInterval) { try await takeJobs() } }
        await trying("scan") { if isDue(.scan, settings.scanInterval) { try await adopt() } }
        await trying("mail") { if isDue(.mail, settings.mailInterval) { try await takeMails() } }
        await trying("sweep") { if isDue(.sweep, settings.sweepInterval) { try await sweep() } }
    }

    private func beat() async throws {
        try await store.beat(id)
        let (own, rescue) = (id, store.rescue)
        let found = try await rescue { $0 == own ? true : WorkerIdentity.isAlive($0) }
        guard found != Rescue() else { return }
        log.warning("rescued what a dead worker had in hand", metadata: ["found": "\(found)"])
        for migration in found.quarantined { try await store.note("quarantined", migration, by: "worker", [:]) }
    }

    private func takeRequests() async throws {
        while inHand < settings.requestConcurrency,
            let (request, work) = try await store.takeRequest(
                id,
                surveysToo: surveysInHand < settings.surveyConcurrency
            )
        {
            let run = RequestRun(logins: logins, store: store, folder: folder, settings: settings, clock: clock)
            let surveys = if case .survey = work { 1 } else { 0 }
            inHand += 1
            surveysInHand += surveys
            Task {
                let answer = await run.answer(work)
                await trying("answer") { try await store.answer(request, answer) }
                inHand -= 1
                surveysInHand -= surveys
            }
        }
    }

    private func takeJobs() async throws {
        while !isStopping {
            let running = active.values.count { !$0.isWaiting }
            let isFull = running >= settings.concurrency || active.count >= settings.mostInHand
            guard let job = try await store.lease(id, briefOnly: isFull) else { return }
            begin(job)
        }
    }

    private func begin(_ job: Job) {
        log.info("job", metadata: ["id": "\(job.migration)", "action": "\(job.action)", "attempt": "\(job.attempt)"])
        if job.action.interrupts, let run = active[job.migration] {
            run.interrupt(job)
        } else if job.action.isBrief {
            inHand += 1
            Task {
                await settle(job)
                inHand -= 1
            }
        } else {
            let run = ActiveRun(job)
            active[job.migration] = run
            Task { await carryOut(run) }
        }
    }

    private func adopt() async throws {
        // The command line deletes too.
        for id in scan.gone(from: folder) { try await store.forget(id) }
        settled = []
        let (next, found) = await scan.changed(in: folder, except: Set(active.keys))
        scan = next.forgetting(settled)
        // What was deleted while it was read must not come back, nor what somebody closed be open again.
        let present = found.filter { !settled.contains($0.id) && folder.exists($0.id) }
        if !present.isEmpty { try await store.adopt(present) }
    }

    /// Deleting needs the journal's lease, so it goes the way of an order.
    private func sweep() async throws {
        for migration in try await store.sweep() { try await store.order(.delete, for: migration) }
    }

    /// Lets the messages in flight end, and gives back what is left.
    private func drain() async {
        for run in active.values { run.shutDown() }
        let end = clock.now() + settings.grace
        while !active.isEmpty || inHand > 0 || mailsInHand > 0, clock.now() < end {
            await trying("beat") { if isDue(.beat, settings.beatInterval) { try await store.beat(id) } }
            await clock.sleep(settings.requestInterval)
        }
        await trying("retire") { try await store.retire(id) }
    }

    private func isDue(_ duty: Duty, _ interval: Double) -> Bool {
        let now = clock.now()
        guard now >= due[duty, default: 0] else { return false }
        due[duty] = now + interval
        return true
    }

    /// Does it; what fails is logged and comes again with the next round.
    func trying(_ duty: String, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch {
            log.error("the control database failed", metadata: ["duty": "\(duty)", "error": "\(error)"])
        }
    }
}
