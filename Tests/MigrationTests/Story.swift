import Journal
import MailCore

@testable import Migration

/// A small scripted world for tests of single rules: no chance, no trouble but what the test makes.
final class Story: @unchecked Sendable {
    let world = World(seed: 7, isTracing: true)
    let memory: Journal.Memory
    var told: [ReceiptItem] = []
    var events: [String] = []
    var boot = "boot"

    init(options: Options = Options()) throws {
        let endpoint = Endpoint(service: .imap, security: .tls, host: "h", user: "u")
        guard let id = MigrationID(rawValue: "STORY-OF-A-RULE") else { throw Problem.storage("no ID") }
        memory = try Journal.Memory(
            id,
            MigrationSetup(source: endpoint, target: endpoint, options: options),
            at: world.executor.now
        )
        world.source = [SimFolder(path: .inbox, validity: 100)]
        world.target = [SimFolder(path: .inbox, validity: 900)]
    }

    /// Puts messages into the source's INBOX; their name is their content.
    func receive(_ names: String..., property: SimContent.Property = .good, flags: Flags = Flags()) {
        for name in names {
            let content = SimContent(messageID: name, header: name, body: name, property: property)
            _ = world.source[0].add(content, date: 1_600_000_000, flags: flags)
        }
    }

    /// Runs a command in a process that dies after so many steps.
    func run(_ command: Command, steps: Int = .max, blind: Bool = false, poll: Double = 0) -> Result<Summary, Problem> {
        let life = Life(steps: steps)
        let journal = memory.open(before: { try life.step() }, after: { try life.step() })
        let environment = MigrationRunner.Environment(
            clock: world.clock,
            budget: ByteBudget(),
            bootID: boot,
            random: { 512 },
            pollInterval: poll
        ) { [self] event in
            switch event {
            case .item(let item): told.append(item)
            case .paused(let problem, _): events.append("paused \(problem.code)")
            case .state(let state): events.append(state.name)
            case .started(let pass): events.append("started \(pass)")
            case .progress, .resumed: break
            }
        }
        let runner = MigrationRunner(
            journal: journal,
            source: blind ? nil : SimSource(world, life),
            target: SimTarget(world, life),
            environment: environment
        )
        let result = world.executor.run { () async -> Result<Summary, Problem> in
            do throws(Problem) { return .success(try await runner.run(command)) } catch { return .failure(error) }
        }
        return result ?? .failure(Problem.storage("nothing can go on"))
    }

    /// Runs to the end, whatever it takes.
    func finish(_ command: Command) throws(Problem) -> Summary { try run(command).get() }

    /// Which folder goes where, as the journal has it.
    func mapping() async throws -> FolderMapping {
        try await memory.open().reader.mapping() ?? FolderMapping()
    }

    /// What the target's INBOX holds, by name.
    var inbox: [String] { world.target[0].messages.map(\.content.header) }

    /// Changes a message of the target's INBOX as its owner would.
    func touch(_ name: String, _ change: (inout SimMessage) -> Void) {
        for index in world.target[0].messages.indices where world.target[0].messages[index].content.header == name {
            change(&world.target[0].messages[index])
        }
    }

    func counts(_ summary: Summary) -> Counts { summary.kinds[.mail] ?? Counts() }
}

extension Result where Success == Summary {
    /// The name of the state that a run ended in; nil where it died.
    var summaryState: String? { try? get().state.name }
}
