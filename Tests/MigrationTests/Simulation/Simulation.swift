import Journal
import MailCore

@testable import Migration

/// One seed's story: a first pass, a delta pass, perhaps a retry, then undo, with trouble and death on the way; after each
/// chapter the world is compared with what the properties of its items alone demand.
final class Simulation: @unchecked Sendable {
    let world: World
    let memory: Journal.Memory
    var findings: [String] = []
    var told: [ReceiptItem] = []
    private var boot = "boot"

    init(seed: UInt64, isTracing: Bool = false) throws {
        world = World(seed: seed, isTracing: isTracing)
        world.make()
        var options = Options()
        if world.random.chance(20) { options.since = 1_600_000_000 + Int64(world.random.below(30)) }
        let endpoint = Endpoint(service: .imap, security: .tls, host: "h", user: "u")
        let id = MigrationID(rawValue: "SIMULATED")
        guard let id else { throw Problem.storage("no ID") }
        memory = try Journal.Memory(
            id,
            MigrationSetup(source: endpoint, target: endpoint, options: options, undoHours: 24 * 30),
            at: world.executor.now
        )
        self.options = options
    }

    let options: Options

    /// The whole story; what is wrong with it.
    func play() -> [String] {
        let finished = world.executor.run { [self] in
            await chapters()
            return true
        }
        if finished == nil { findings.append("nothing can go on any more") }
        return findings
    }

    private func chapters() async {
        let start = Snapshot(world)
        guard await carry(.migrate) != nil else { return }
        let first = Snapshot(world)
        await check("pass 1", before: start, after: first, isDelta: false)
        guard findings.isEmpty else { return }
        var isSimple = !world.isBusyTarget
        if world.random.chance(60) {
            world.sourceLife()
            if world.random.chance(50) {
                world.targetLife()
                isSimple = false
            }
            world.makeFaults()
            let before = Snapshot(world)
            guard await carry(.pass) != nil else { return }
            await check("pass 2", before: before, after: Snapshot(world), isDelta: true)
            guard findings.isEmpty else { return }
        }
        if world.random.chance(30) {
            world.makeFaults()
            let before = Snapshot(world)
            guard await carry(.retry) != nil else { return }
            await check("retry", before: before, after: Snapshot(world), isDelta: true)
        }
        if world.random.chance(20) { await checkVerify() }
        guard findings.isEmpty, world.random.chance(80) else { return }
        world.makeFaults()
        let before = Snapshot(world)
        guard let summary = await carry(.undo(includeGone: world.random.chance(30))) else { return }
        await checkUndo(start, before, summary, isSimple: isSimple)
    }

    // MARK: - Processes

    /// Runs a command through deaths, halts and restarts until it has ended.
    private func carry(_ command: Command) async -> Summary? {
        var command = command
        let deaths = world.random.below(5)
        passBefore = (try? await memory.open().reader.record().pass) ?? 0
        for attempt in 0..<60 {
            let steps = attempt < deaths ? 1 + world.random.below(60) : 1_000_000
            guard world.calls < 100_000, world.executor.now < 1_700_000_000 + 30 * 86_400 else {
                findings.append("hangs")
                return nil
            }
            switch await execute(command, Life(steps: steps)) {
            case .success(let summary) where !summary.state.isUnfinished && summary.state != .cancelled:
                return summary
            case .success(let summary):
                world.note("ended \(summary.state.name)")
                command = summary.state.isUndoing ? .undo(includeGone: false) : .resume
            case .failure(let problem) where problem.detail == Life.death.detail:
                world.note("death")
                world.accident()
                let record = try? await memory.open().reader.record()
                command = next(command, record?.state ?? .queued, pass: record?.pass ?? 0)
                if world.random.chance(10) { boot += "x" }
            case .failure(let problem):
                findings.append("\(command) threw \(problem)")
                return nil
            }
        }
        findings.append("\(command) does not end")
        return nil
    }

    /// What somebody asks for after a death in that state.
    private func next(_ command: Command, _ state: State, pass: Int) -> Command {
        if case .undo = command { return command }
        if state.isUnfinished || state == .cancelled { return state == .queued ? .migrate : .resume }
        if case .failed = state { return .resume }
        // It died before it began, or after it ended.
        return pass > passBefore ? .resume : command
    }

    private var passBefore = 0
    /// Contents that the target ever had.
    var everThere: Set<SimContent> = []

    private func execute(_ command: Command, _ life: Life) async -> Result<Summary, Problem> {
        world.note("run \(command), \(life)")
        let journal = memory.open(
            before: { try life.step() },
            after: { try life.step() }
        )
        var listens = 0.0
        if world.random.chance(10) {
            let request: ControlRequest = world.random.chance(50) ? .stop : .cancel
            try? journal.control.request(request)
            listens = 5
        }
        let environment = MigrationRunner.Environment(
            clock: world.clock,
            // A handful of items: what an item weighs besides its octets counts too.
            budget: ByteBudget(capacity: 20_000),
            bootID: boot,
            random: { [world] in world.random.next() },
            pollInterval: listens
        ) { [self] event in
            if case .item(let item) = event { told.append(item) }
            if case .paused(let problem, let until) = event { world.note("paused \(problem.code) until \(until ?? 0)") }
        }
        let isBlind = world.random.chance(30)
        var source: (any Source)? = SimSource(world, life)
        if case .undo = command, isBlind { source = nil }
        let runner = MigrationRunner(
            journal: journal,
            source: source,
            target: SimTarget(world, life),
            environment: environment
        )
        do {
            return .success(try await runner.run(command))
        } catch {
            return .failure(error)
        }
    }

    private func checkVerify() async {
        let result = await execute(.verify(deep: true), Life(steps: 1_000_000))
        if case .failure(let problem) = result, !problem.isTransient, problem.code != .quota {
            findings.append("verify threw \(problem)")
        }
    }
}

/// The two mailboxes at one moment.
struct Snapshot {
    var source: [SimFolder]
    var target: [SimFolder]

    init(_ world: World) {
        source = world.source
        target = world.target
    }

    /// How often each content is in a target folder.
    func contents(_ path: FolderPath) -> [SimContent: Int] {
        let messages = target.first { $0.path == path }?.messages ?? []
        return messages.reduce(into: [:]) { $0[$1.content, default: 0] += 1 }
    }
}
