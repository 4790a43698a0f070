public import Logging
public import MailCore

/// Keeps one worker process running: starts it, and starts it again when it dies, after a growing time.
public actor WorkerSupervisor {
    private let program: String
    private let arguments: [String]
    private let clock: WallClock
    private let log: Logger
    private let died: @Sendable () async -> Void
    private var child: ChildProcess?
    private var isStopping = false
    private var deaths = 0

    /// A supervisor of `program arguments…`.
    ///
    /// `died` is called after each death before the next start; whoever holds the control database rescues there what the
    /// dead one had in hand, so that nobody waits for an answer until the next one is up.
    public init(
        program: String,
        arguments: [String],
        clock: WallClock,
        log: Logger,
        died: @escaping @Sendable () async -> Void
    ) {
        self.program = program
        self.arguments = arguments
        self.clock = clock
        self.log = log
        self.died = died
    }

    /// The worker's process ID, while it runs.
    public var processID: Int32? { child?.pid }

    /// Keeps it running until ``stop(grace:)``; returns when it is gone.
    public func run() async {
        while !isStopping {
            let begun = clock.now()
            await runOnce()
            guard !isStopping else { return }
            deaths = clock.now() - begun > 60 ? 1 : deaths + 1
            await died()
            await wait(until: clock.now() + WorkerSupervisor.delay(deaths))
        }
    }

    /// Asks the worker to stop (SIGTERM), and makes it after so many seconds (SIGKILL).
    public func stop(grace: Double = 30) async {
        isStopping = true
        child?.signal(15)
        let end = clock.now() + grace
        while child != nil, clock.now() < end { await clock.sleep(0.05) }
        child?.signal(9)
    }

    /// How long to wait after so many deaths in a row: 0.1 s, doubled each time, at most 30 s.
    static func delay(_ deaths: Int) -> Double {
        min(30, 0.1 * Double(1 << min(max(deaths - 1, 0), 10)))
    }

    private func runOnce() async {
        switch ChildProcess.start(program, arguments) {
        case .failure(let error):
            log.critical(
                "the worker cannot be started",
                metadata: ["program": "\(program)", "errno": "\(error.errno)"]
            )
        case .success(let started):
            child = started
            log.info("worker started", metadata: ["pid": "\(started.pid)"])
            let exit = await started.exit()
            child = nil
            log.log(level: isStopping ? .info : .error, "worker ended", metadata: ["how": "\(exit)"])
        }
    }

    private func wait(until end: Double) async {
        while !isStopping, clock.now() < end { await clock.sleep(min(0.05, end - clock.now())) }
    }
}
