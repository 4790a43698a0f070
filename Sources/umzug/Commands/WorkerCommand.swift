import ArgumentParser
import CErasure
import Journal
import Logging
import MailCore
import Secrets
import Store
import Worker

/// `umzug worker`: carries out what the web app asks for; started by `serve`.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Carry out what the web app asks for; serve starts it by itself.",
        shouldDisplay: false
    )

    @OptionGroup var logs: LogOptions
    @OptionGroup var runs: RunOptions
    @OptionGroup var options: ServeOptions
    @OptionGroup var brand: BrandOptions

    func run() async throws {
        erase_what_is_freed()
        logs.begin()
        // Taken over before anything is done: what the supervisor sends as soon as it sees a sign of life must arrive.
        let (signals, signalled) = AsyncStream<Void>.makeStream()
        let interrupts = Interrupts(interrupted: { _ in signalled.yield() }, terminated: { signalled.yield() })
        let folder = DataFolder(path: options.data.path)
        let store = try SQLiteStore.open(data: options.data.path, retention: runs.retention)
        var settings = runs.worker
        if let retry = options.mail.retry { settings.mailDelay = retry }
        let worker = Worker(
            id: WorkerIdentity.current().id,
            store: store,
            folder: folder,
            key: try KeyFolder(data: options.data.path).openingKey(),
            services: WorkerServices.make(
                connections: try options.connections,
                limits: store,
                detector: try options.detector,
                zones: try options.zones,
                postbox: try await postbox
            ),
            settings: settings,
            clock: Engine.clock,
            log: Logger(label: "umzug.worker")
        )
        let stopping = Task { for await _ in signals { await worker.stop() } }
        ParentWatch.start { signalled.yield() }
        await worker.run()
        stopping.cancel()
        withExtendedLifetime(interrupts) {}
        try store.close()
    }

    private var postbox: Postbox? {
        get async throws {
            guard let settings = try options.mail.settings else { return nil }
            return try await Postbox(
                settings,
                brand: brand.brand,
                contact: brand.contact,
                caFile: options.caFile,
                allowPlaintext: options.plaintextOK
            )
        }
    }
}
