import Foundation
public import MailCore

/// A real mail server, started for a test by `tools/peer.py` and gone with the test process.
public final class Peer: Sendable {
    /// Why a server did not start or refused a request, with its log.
    public struct Failure: Error, CustomStringConvertible {
        /// What the server said.
        public let description: String
    }

    /// What a client needs to know about a running server.
    struct Description: Decodable {
        let folder: String
        let configuration: String
        let ports: [String: Int]
        let authority: String
        let log: String
    }

    /// The folder that holds everything of this server.
    public let folder: String
    /// The port of each service: `imap`, `imaps`, `pop3`, `pop3s`, `sieve`, as far as the server has them.
    public let ports: [String: Int]
    /// The PEM file of the test authority that signed the certificate (`--ca-file`).
    public let authority: String
    /// The server's log file.
    public let log: String
    /// The name that the certificate is for; it resolves to 127.0.0.1.
    public let host = "localhost"

    private let child: ChildProcess

    /// Starts the server called `name` with options that its tool understands.
    init(_ name: String, options: some Encodable) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(options), as: UTF8.self)
        child = try ChildProcess(["python3", Tools.path("tools/peer.py"), name, json])
        guard let line = await child.exchange(nil) else { throw Failure(description: "\(name): no answer") }
        let decoder = JSONDecoder()
        guard let description = try? decoder.decode(Description.self, from: Data(line.utf8)) else {
            await child.close()
            let refusal = try? decoder.decode([String: String].self, from: Data(line.utf8))
            throw Failure(description: refusal?["error"] ?? line)
        }
        folder = description.folder
        ports = description.ports
        authority = description.authority
        log = description.log
    }

    /// Where a user's mailbox is reached; `port` replaces the server's own (for a proxy before it).
    public func endpoint(
        _ service: Endpoint.Service = .imap,
        _ security: Endpoint.Security = .tls,
        user: String = "alice",
        port: Int? = nil
    ) -> Endpoint {
        let name = security == .tls ? "\(service.rawValue)s" : service.rawValue
        return Endpoint(service: service, security: security, host: host, port: port ?? ports[name], user: user)
    }

    /// Stops the server; its mail, ports and configuration stay for `start`.
    public func stop() async throws {
        try await request(Request(do: "stop"))
    }

    /// Starts the server again after `stop`.
    public func start() async throws {
        try await request(Request(do: "start"))
    }

    /// Runs `doveadm` with this server's configuration and returns its output (Dovecot only).
    @discardableResult
    public func doveadm(_ arguments: String...) async throws -> String {
        try await request(Request(do: "doveadm", arguments: arguments))
    }

    /// Stops the server and removes its folder; also happens when the last reference goes.
    public func close() async {
        await child.close()
    }

    private struct Request: Encodable {
        let `do`: String
        var arguments: [String]?
    }

    private struct Answer: Decodable {
        let ok: Bool
        let output: String
    }

    @discardableResult
    private func request(_ request: Request) async throws -> String {
        let line = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
        guard let reply = await child.exchange(line) else { throw Failure(description: "the peer is gone") }
        let answer = try JSONDecoder().decode(Answer.self, from: Data(reply.utf8))
        guard answer.ok else { throw Failure(description: answer.output) }
        return answer.output
    }
}
