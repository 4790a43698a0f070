import ArgumentParser

/// How outgoing connections are made; holds for source and target, on every command that connects.
struct ConnectionOptions: ParsableArguments {
    @Option(
        name: .customLong("ca-file"),
        help: .init("A PEM file of authorities to trust besides the system's.", valueName: "file")
    )
    var caFile: String?

    @Option(help: .init("Connect through this proxy (http://, socks5h://).", valueName: "url"))
    var proxy: String?

    @Flag(name: .customLong("plaintext-ok"), help: "Allow servers that offer no encryption.")
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
        if let caFile { try Arguments.file(caFile) }
        try connectTo.forEach(Arguments.redirection)
        guard proxy.map({ $0.contains("://") }) ?? true else { throw ValidationError("--proxy begins with its scheme") }
    }
}
