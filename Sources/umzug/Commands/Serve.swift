import ArgumentParser
import Foundation
import HTTPServer
import Logging
import MailCore
import Secrets
import Site
import Store
import Worker

/// `umzug serve`: the web app, with its worker process beside it.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the web app and run its migrations.")

    @Option(help: .init("The address and port to listen at.", valueName: "address:port"))
    var listen = "127.0.0.1:8080"

    @Option(
        name: .customLong("tls-certificate"),
        help: .init("A PEM file with the certificate chain, to serve HTTPS.", valueName: "file")
    )
    var tlsCertificate: String?

    @Option(
        name: .customLong("tls-key"),
        help: .init("A PEM file with the certificate's private key.", valueName: "file")
    )
    var tlsKey: String?

    @Option(
        name: .customLong("trusted-proxy"),
        help: .init("Believe X-Forwarded-… from this address.", valueName: "address")
    )
    var trustedProxies: [String] = []

    @Option(help: .init("How visitors reach somebody who helps, shown at the foot of each page.", valueName: "text"))
    var contact = ""

    @OptionGroup var options: ServeOptions

    func validate() throws {
        _ = try address
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key go together")
        }
    }

    func run() async throws {
        let reporter = Reporter(json: false)
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        try await reporter.ending { try await serve() }
    }

    private func serve() async throws {
        let log = Logger(label: "umzug.serve")
        OpenFiles.allowAll()
        let instance = try Instance(data: options.data.path)
        defer { withExtendedLifetime(instance) {} }
        try KeyFolder(data: options.data.path).prepare()
        let store = try SQLiteStore.open(data: options.data.path)
        let site = try await Site(
            siteConfiguration,
            store: store,
            services: try WebServices.make(data: options.data.path),
            logger: log
        )
        let server = Server(try serverConfiguration, logger: log, handler: site.handler)
        let supervisor = WorkerSupervisor(
            program: Resources.program,
            arguments: ["worker"] + options.arguments,
            clock: Engine.clock,
            log: log,
            died: { _ = try? await store.rescue(isAlive: WorkerIdentity.isAlive) }
        )
        let port = try start(server)
        Terminal.write("Umzug listens at \(tlsKey == nil ? "http" : "https")://\(try address.host):\(port)\n")
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
            throw Problem(
                .usage,
                ["address": listen],
                reaction: .stop,
                fixer: .operator,
                detail: "cannot listen at \(listen): \(error)"
            )
        }
    }

    private var siteConfiguration: Site.Configuration {
        Site.Configuration(templates: Resources.templates, assets: Resources.statics, help: contact)
    }

    private var serverConfiguration: Server.Configuration {
        get throws {
            let (host, port) = try address
            var configuration = Server.Configuration(address: host, port: port)
            configuration.trustedProxies = Set(trustedProxies)
            if let tlsCertificate, let tlsKey {
                configuration.tls = .init(
                    certificate: try String(contentsOfFile: tlsCertificate, encoding: .utf8),
                    key: try String(contentsOfFile: tlsKey, encoding: .utf8)
                )
            }
            return configuration
        }
    }

    private var address: (host: String, port: UInt16) {
        get throws {
            guard let colon = listen.lastIndex(of: ":"), let port = UInt16(listen[listen.index(after: colon)...]) else {
                throw ValidationError("'\(listen)' is not ADDRESS:PORT")
            }
            let host = listen[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
            return (host, port)
        }
    }
}
