public import Journal
public import MailCore

/// Runs one migration: carries its journal from state to state until the command is done.
public struct MigrationRunner: Sendable {
    let journal: Journal
    let source: (any Source)?
    let target: any Target
    let environment: Environment

    /// What a run takes from outside.
    public struct Environment: Sendable {
        /// The time.
        public var clock: WallClock
        /// The octets that may be in memory.
        public var budget: ByteBudget
        /// The machine's boot; another one than the journal's means that commits may have been lost.
        public var bootID: String
        /// Random numbers, for jitter and samples.
        public var random: @Sendable () -> UInt64
        /// Told what happens while it happens; must return quickly.
        public var report: @Sendable (MigrationEvent) -> Void
        /// How often requests of other processes are looked for, in seconds; 0 is never.
        public var pollInterval: Double
        /// How many exceptions that were never fetched the source is asked the subjects of; 0 is none.
        ///
        /// A person looks through hundreds at most; the rest are told apart by folder, date and size.
        public var mostNamed: Int

        /// What a run takes from outside.
        public init(
            clock: WallClock,
            budget: ByteBudget,
            bootID: String,
            random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: 0...UInt64.max) },
            pollInterval: Double = 0.5,
            mostNamed: Int = 1000,
            report: @escaping @Sendable (MigrationEvent) -> Void
        ) {
            self.clock = clock
            self.budget = budget
            self.bootID = bootID
            self.random = random
            self.pollInterval = pollInterval
            self.mostNamed = mostNamed
            self.report = report
        }
    }

    /// A runner over an open journal; undo does without a source.
    public init(journal: Journal, source: (any Source)?, target: any Target, environment: Environment) {
        self.journal = journal
        self.source = source
        self.target = target
        self.environment = environment
    }

    /// Carries out the command and says how it ended; every ending but a refusal is a summary.
    ///
    /// A run that is to end early is asked through the journal's ``Journal/Control``, by whatever process.
    ///
    /// - Throws: what refuses the command in the migration's state (`wrong-state`, `closed`, `undo-expired`), or prevents
    ///   the journal from being written (`storage`).
    public func run(_ command: Command, preflight: Preflight? = nil) async throws(Problem) -> Summary {
        let record = try await journal.reader.record()
        switch Lifecycle.verdict(record.state, command.request, isRunning: false) {
        case .goOn: return try await goOn(command, record, preflight)
        case .nextPass: return try await begin(command, record, .copy, preflight)
        case .retryPass: return try await retry(command, record, preflight)
        case .tellAgain, .nothing: return try await tellAgain(record)
        case .undo, .goOnUndoing: return try await undo(command, record)
        case .verify: return try await verify(command, record)
        case .refuse(let code): throw .refused(code, record.state)
        case .askToCancel, .cancelNow, .close, .extend, .delete: throw .refused(.wrongState, record.state)
        }
    }
}

extension Problem {
    /// A command that the state does not allow (exit status 6).
    static func refused(_ code: Code, _ state: State) -> Problem {
        Problem(code, ["state": state.name], reaction: .stop, fixer: .you)
    }
}

extension Command {
    /// The column of the lifecycle's table.
    public var request: LifecycleRequest {
        switch self {
        case .migrate, .resume: .resume
        case .pass: .pass
        case .retry: .retry
        case .undo: .undo
        case .verify: .verify
        }
    }
}
