import ArgumentParser
import Catalogue
import Detection
import MailCore
import Transport

/// `umzug detect`: provider and servers from an address; connects to no mailbox.
struct Detect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find a mailbox's provider and servers from its address; logs in nowhere."
    )

    @Argument(help: .init("The mail address.", valueName: "address"))
    var address: String

    @OptionGroup(title: "Looking up") var lookup: LookupOptions
    @OptionGroup(title: "Connections") var connection: ConnectionOptions
    /// Taken as by every command; a detection keeps nothing there.
    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOption

    func validate() throws {
        _ = try mailAddress
    }

    func run() async throws {
        let reporter = Reporter(json: output.json)
        try await reporter.ending {
            let address = try mailAddress
            // The CLI acts for its operator and may connect anywhere.
            let transport = TransportSettings(
                caFile: connection.caFile,
                proxy: connection.proxy,
                connectTo: connection.connectTo
            )
            let outcome = try await lookup.detector(transport).detect(address)
            let name = try outcome.account.provider.flatMap { try Resources.catalogue()[$0]?.name }
            let text = DetectionText(outcome: outcome, address: address, providerName: name)
            reporter.tell("detected", DetectedLine(outcome.account), text: text.lines)
            guard !outcome.account.isEmpty else { throw ExitStatus.finishedWithFailures }
        }
    }

    private var mailAddress: MailAddress {
        get throws {
            guard let address = MailAddress(address) else {
                throw ValidationError("'\(address)' is no mail address, as in anna@firma.example")
            }
            return address
        }
    }
}

/// The line of `detect` (DESIGN §4).
struct DetectedLine: Encodable {
    struct Service: Encodable {
        var kind: String
        var host: String
        var port: Int
        var security: String
        var user: String
        var source: String
    }

    @OrNull var provider: String?
    var services: [Service]
    var needs: [String]

    init(_ account: DetectedAccount) {
        provider = account.provider
        services = account.services.map { service in
            Service(
                kind: service.kind.rawValue,
                host: service.host,
                port: service.port,
                security: service.security.rawValue,
                user: service.user,
                source: service.source.rawValue
            )
        }
        needs = account.needs.map(\.rawValue)
    }
}
