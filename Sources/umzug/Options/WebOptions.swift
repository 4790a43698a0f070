import ArgumentParser
import Foundation
import HTTPServer
import Logging
import MailCore
import Settings

/// What only the web process needs to know: where it is reached, and what it tells to whom.
struct WebOptions: ParsableArguments {
    @Option(help: .init("The address and port to listen at (default: 127.0.0.1:8080).", valueName: "address:port"))
    var listen: String?

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
        help: .init("Believe what proxies in this network say of the visitor (CIDR).", valueName: "cidr")
    )
    var trustedProxies: [String] = []

    @Option(
        name: .customLong("forwarded-header"),
        help: .init("What they write: x-forwarded (default) or forwarded (RFC 7239).", valueName: "name"),
        transform: { text in
            guard let field = Proxies.Field(rawValue: text) else {
                throw ValidationError("'\(text)' is no such header")
            }
            return field
        }
    )
    var forwardedHeader: Proxies.Field?

    @Option(
        name: .customLong("metrics-network"),
        help: .init("Who may read /metrics (CIDR; default: loopback).", valueName: "cidr")
    )
    var metricsNetworks: [String] = []

    @Option(help: .init("How visitors reach somebody who helps, shown at the foot of each page.", valueName: "text"))
    var contact: String?

    func validate() throws {
        if let listen, Setting.address(listen) == nil { throw ValidationError("'\(listen)' is not ADDRESS:PORT") }
        for text in trustedProxies + metricsNetworks where IPNetwork(text) == nil {
            throw ValidationError("'\(text)' is no network")
        }
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key go together")
        }
    }

    /// Takes from the file what no flag says.
    mutating func take(_ file: SettingsFile) {
        listen = listen ?? file.text(.listen)
        if tlsCertificate == nil {
            tlsCertificate = file.text(.tlsCertificate)
            tlsKey = file.text(.tlsKey)
        }
        if trustedProxies.isEmpty { trustedProxies = file.list(.trustedProxy) ?? [] }
        forwardedHeader = forwardedHeader ?? file.text(.forwardedHeader).flatMap(Proxies.Field.init(rawValue:))
        if metricsNetworks.isEmpty { metricsNetworks = file.list(.metricsNetwork) ?? ["127.0.0.0/8", "::1"] }
        contact = contact ?? file.text(.contact)
    }

    /// Where it listens.
    var address: (host: String, port: UInt16) { listen.flatMap(Setting.address) ?? ("127.0.0.1", 8080) }

    /// The server, within the limits of the file.
    func server(_ file: SettingsFile) throws -> Server.Configuration {
        var limits = Server.Limits()
        limits.connections = file.number(.connections) ?? limits.connections
        limits.connectionsPerClient = file.number(.connectionsPerClient) ?? limits.connectionsPerClient
        limits.bodyBytes = file.number(.uploadMegabytes).map { $0 << 20 } ?? limits.bodyBytes
        let proxies = Proxies(trustedProxies.compactMap(IPNetwork.init), field: forwardedHeader ?? .xForwarded)
        var configuration = Server.Configuration(
            address: address.host,
            port: address.port,
            trustedProxies: proxies,
            limits: limits
        )
        if let tlsCertificate, let tlsKey {
            configuration.tls = .init(
                certificate: try String(contentsOfFile: tlsCertificate, encoding: .utf8),
                key: try String(contentsOfFile: tlsKey, encoding: .utf8)
            )
        }
        return configuration
    }
}
