import ArgumentParser

/// How outgoing connections are made; holds for source and target, on every command that connects.
struct ConnectionOptions: ParsableArguments {
    @Option(name: .customLong("ca-file"), help: "A PEM file of authorities to trust besides the system's.")
    var caFile: String?

    @Option(help: "Connect through this proxy (http://, socks5h://).")
    var proxy: String?

    @Flag(name: .customLong("plaintext-ok"), help: "Allow servers that offer no encryption.")
    var plaintextOK = false

    @Option(
        name: .customLong("connect-to"),
        help: "Connect to another address, as HOST:PORT:ADDR:PORT; names are still verified."
    )
    var connectTo: [String] = []
}
