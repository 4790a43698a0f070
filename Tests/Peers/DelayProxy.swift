/// A proxy that makes a loopback connection behave like a distant, slow or broken one; see `proxy/delayproxy.c`.
///
/// It works on bytes, so TLS passes through it; only `inject` needs a connection without.
public final class DelayProxy: Sendable {
    /// Why the proxy does not run.
    public struct Failure: Error, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    /// The way that bytes go.
    public enum Way: String, Sendable {
        /// From the server to the client.
        case down
        /// From the client to the server.
        case up
    }

    /// The port to connect to instead of the server's.
    public let port: Int
    private let child: ChildProcess

    /// Starts a proxy before a port of this machine; `roundTrip` is in milliseconds, `rate` in bytes a second.
    public init(to target: Int, roundTrip: Double = 0, rate: Int = 0) async throws {
        let program = Tools.repositoryPath(".peers/delayproxy")
        let options = ["--to", "\(target)", "--rtt", "\(roundTrip)", "--rate", "\(rate)"]
        do {
            child = try ChildProcess([program] + options)
        } catch {
            throw Failure(description: "\(error); `make tools` compiles it")
        }
        guard let line = await child.exchange(nil), let port = Int(line) else {
            throw Failure(description: "the delay proxy said nothing")
        }
        self.port = port
    }

    /// Changes the round trip time of what comes from now on, in milliseconds.
    public func setRoundTrip(_ milliseconds: Double) async throws {
        try await tell("rtt \(milliseconds)")
    }

    /// Changes the rate of each direction, in bytes a second; 0 is unlimited.
    public func setRate(_ rate: Int) async throws {
        try await tell("rate \(rate)")
    }

    /// Sends new connections to another port.
    public func setTarget(_ port: Int) async throws {
        try await tell("to \(port)")
    }

    /// Resets each of the next `times` connections after `bytes` went `way`.
    public func cut(after bytes: Int, _ way: Way, times: Int = 1) async throws {
        try await tell("cut-times \(times)")
        try await tell("cut-\(way.rawValue) \(bytes)")
    }

    /// Resets all connections now.
    public func cutAll() async throws {
        try await tell("cut")
    }

    /// Accepts connections but relays nothing, until `thaw`.
    public func freeze() async throws {
        try await tell("freeze")
    }

    /// Relays again.
    public func thaw() async throws {
        try await tell("thaw")
    }

    /// Sends a line to every client at the server's next line end; for connections without TLS.
    public func inject(_ line: String) async throws {
        try await tell("inject \(line)")
    }

    /// Ends the proxy and all its connections; also happens when the last reference goes.
    public func close() async {
        await child.close()
    }

    private func tell(_ command: String) async throws {
        guard await child.exchange(command) == "ok" else {
            throw Failure(description: "the delay proxy did not understand '\(command)'")
        }
    }
}
