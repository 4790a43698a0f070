import ArgumentParser
import Detection
import MailCore
import Transport

/// What web process and worker share; `serve` hands it on to its worker.
struct ServeOptions: ParsableArguments {
    @OptionGroup var data: DataOption
    @OptionGroup(title: "Looking up") var lookup: LookupOptions
    @OptionGroup(title: "Mails to customers") var mail: MailOptions

    @Option(
        name: .customLong("allow-network"),
        help: .init("Also connect to this network, on every port (CIDR).", valueName: "cidr")
    )
    var allowedNetworks: [String] = []

    @Option(
        name: .customLong("compare-resolver"),
        help: .init("Show this resolver's answers beside those of a zone's name servers.", valueName: "host:port")
    )
    var compareResolvers: [String] = []

    @Option(
        name: .customLong("ca-file"),
        help: .init("A PEM file of authorities to trust besides the system's.", valueName: "file")
    )
    var caFile: String?

    @Flag(name: .customLong("plaintext-ok"), help: "Allow mail servers that offer no encryption.")
    var plaintextOK = false

    @Option(
        name: .customLong("connect-to"),
        help: .init(
            "Connect to another address, as HOST:PORT:ADDR:PORT; names are still verified.",
            valueName: "host:port:addr:port"
        )
    )
    var connectTo: [String] = []

    func validate() throws {
        _ = try (networks, LookupOptions.compared(compareResolvers))
        if let caFile { try Arguments.file(caFile) }
        try connectTo.forEach(Arguments.redirection)
    }

    /// The networks that visitors may name besides public addresses.
    var networks: [IPNetwork] {
        get throws {
            try allowedNetworks.map { text in
                guard let network = IPNetwork(text) else { throw ValidationError("'\(text)' is no network") }
                return network
            }
        }
    }

    /// A visitor names the hosts here, so only public addresses are open unless the operator says more.
    var connections: Connections {
        get throws {
            var settings = try transport
            settings.resolver = try lookup.ownResolver
            return Connections(settings, allowPlaintext: plaintextOK)
        }
    }

    /// Finds settings out; under the same policy at each step.
    var detector: Detector {
        get throws { try lookup.detector(try transport) }
    }

    /// Reads domains; under the same policy.
    var zones: ZoneLook {
        get throws {
            ZoneLook(
                catalogue: try Resources.catalogue(),
                resolver: try lookup.resolver.map { try LookupOptions.address($0) },
                compared: try LookupOptions.compared(compareResolvers),
                policy: try transport.egress
            )
        }
    }

    private var transport: TransportSettings {
        get throws {
            let egress = EgressPolicy.publicOnly(allowing: try networks)
            return TransportSettings(caFile: caFile, connectTo: connectTo, egress: egress)
        }
    }

    /// The same options as arguments, for the worker.
    var arguments: [String] {
        var arguments = ["--data", data.path]
        arguments += allowedNetworks.flatMap { ["--allow-network", $0] }
        if let caFile { arguments += ["--ca-file", caFile] }
        if plaintextOK { arguments.append("--plaintext-ok") }
        arguments += connectTo.flatMap { ["--connect-to", $0] }
        arguments += compareResolvers.flatMap { ["--compare-resolver", $0] }
        return arguments + lookup.arguments + mail.arguments
    }
}
