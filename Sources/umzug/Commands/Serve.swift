import ArgumentParser
import CErasure
import Foundation
import HTTPServer
import Logging
import MailCore
import Secrets
import Settings
import Site
import Store
import Synchronization
import Worker

/// `umzug serve`: the web app, with its worker process beside it.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the web app and run its migrations.")

    @OptionGroup var config: ConfigOption

    @Flag(name: .customLong("print-config"), help: "Print a configuration file that explains every setting, and end.")
    var printConfig = false

    @OptionGroup var web: WebOptions
    @OptionGroup var logs: LogOptions
    @OptionGroup var runs: RunOptions
    @OptionGroup var options: ServeOptions

    mutating func run() async throws {
        guard !printConfig else { return Terminal.write(SettingsFile.sample) }
        erase_what_is_freed()
        let file = try config.read()
        web.take(file)
        logs.take(file)
        runs.take(file)
        try options.take(file)
        logs.begin()
        let command = self
        try await Reporter(json: false).ending { try await command.serve(file) }
    }

    private func serve(_ file: SettingsFile) async throws {
        let log = Logger(label: "umzug.serve")
        OpenFiles.allowAll()
        let instance = try Instance(data: options.data.path)
        defer { withExtendedLifetime(instance) {} }
        try KeyFolder(data: options.data.path).prepare()
        let brand = try Brand(file)
        _ = try options.mail.settings
        let store = try SQLiteStore.open(data: options.data.path, retention: runs.retention)
        let deaths = Atomic(0)
        let supervisor = WorkerSupervisor(
            program: Resources.program,
            arguments: ["worker"] + options.arguments + logs.arguments + runs.arguments
                + BrandOptions.arguments(brand, contact: web.contact),
            clock: Engine.clock,
            log: log,
            died: {
                deaths.add(1, ordering: .relaxed)
                _ = try? await store.rescue(isAlive: WorkerIdentity.isAlive)
            }
        )
        var services = try WebServices.make(data: options.data.path)
        services.processes = {
            let worker = await supervisor.processID.flatMap { ProcessFigures.of($0, name: "worker") }
            let running = [ProcessFigures.of(getpid(), name: "web"), worker].compactMap(\.self)
            return .init(running: running, deaths: deaths.load(ordering: .relaxed))
        }
        let site = try await Site(
            try siteConfiguration(brand, file, log),
            store: store,
            services: services,
            logger: log
        )
        let server = Server(try web.server(file), logger: log, handler: site.handler)
        let port = try start(server)
        let scheme = web.tlsKey == nil ? "http" : "https"
        Terminal.write("Umzug listens at \(scheme)://\(web.address.host):\(port)\n")
        await untilSignalled(supervisor)
        await server.stop()
        await supervisor.stop()
        try store.close()
    }

    /// Runs the worker until a signal comes; it goes on while the server lets requests in hand finish.
    private func untilSignalled(_ supervisor: WorkerSupervisor) async {
        let worker = Task { await supervisor.run() }
        let signals = AsyncStream<Void> { continuation in
            let interrupts = Interrupts(
                interrupted: { _ in continuation.yield() },
                terminated: { continuation.yield() }
            )
            continuation.onTermination = { _ in withExtendedLifetime(interrupts) {} }
        }
        for await _ in signals { break }
        _ = worker
    }

    private func start(_ server: Server) throws -> UInt16 {
        do {
            return try server.start()
        } catch {
            let address = "\(web.address.host):\(web.address.port)"
            throw Problem(
                .usage,
                ["address": address],
                reaction: .stop,
                fixer: .operator,
                detail: "cannot listen at \(address): \(error)"
            )
        }
    }

    private func siteConfiguration(_ brand: Brand, _ file: SettingsFile, _ log: Logger) throws -> Site.Configuration {
        var configuration = Site.Configuration(
            templates: Resources.templates,
            assets: Resources.statics,
            help: web.contact ?? "",
            sendsMail: options.mail.smtp != nil,
            undoHours: runs.worker.undoHours,
            retentionDays: Int(runs.retention.migration / 86_400)
        )
        configuration.brand = brand
        configuration.publicURL = try options.mail.root
        configuration.openInventory = file.flag(.openInventory) ?? true
        configuration.metricsNetworks = web.metricsNetworks.compactMap(IPNetwork.init)
        if let wanted = configuration.brand.accent, let used = configuration.brand.corrected {
            log.warning(
                "text in the accent's colour could not be read: the nearest one that can be is used",
                metadata: ["wanted": "\(wanted)", "light": "\(used.light)", "dark": "\(used.dark)"]
            )
        }
        return configuration
    }
}
