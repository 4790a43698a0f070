import Foundation
import MailCore
import Peers

@testable import Transport

/// The servers of `Tests/Fixtures/transport/server.py`; they end, and remove their certificates, with this process.
final class Servers: @unchecked Sendable {
    /// Those that all tests share.
    static let shared = Result { try Servers() }

    let authority: String
    private let ports: [String: Int]
    private let child: ChildProcess

    init() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let script = tests.appendingPathComponent("Fixtures/transport/server.py").path
        child = try ChildProcess(["python3", "-B", script])
        guard let line = child.readLine() else { throw NotStarted() }
        let fields = line.split(separator: " ")
        authority = "\(fields[0])/trusted/authority.pem"
        ports = Dictionary(
            uniqueKeysWithValues: fields.dropFirst().compactMap { field in
                let parts = field.split(separator: "=")
                return Int(parts[1].filter(\.isNumber)).map { (String(parts[0]), $0) }
            }
        )
    }

    struct NotStarted: Error {}

    func port(_ name: String) throws -> Int {
        guard let port = ports[name] else { throw NotStarted() }
        return port
    }

    /// Ends the servers.
    func stop() {
        child.finish()
    }

    /// Settings that trust the tests' authority and give up early.
    func settings(idle: Double = 20, connect: Double = 20, egress: EgressPolicy = .unrestricted) -> TransportSettings {
        TransportSettings(caFile: authority, connectTimeout: connect, idleTimeout: idle, egress: egress)
    }

    /// Connects, and reads no greeting.
    func dial(
        _ name: String,
        _ security: Endpoint.Security = .tls,
        host: String = "localhost",
        settings: TransportSettings? = nil
    ) async throws -> any ByteStream {
        let port = try port(name)
        let endpoint = Endpoint(service: .imap, security: security, host: host, port: port, user: "u")
        return try await Dialer.live(settings ?? self.settings()).dial(endpoint).stream
    }

    /// Connects and reads the greeting.
    func talk(
        _ name: String,
        _ security: Endpoint.Security = .tls,
        host: String = "localhost",
        settings: TransportSettings? = nil
    ) async throws -> Conversation {
        let conversation = Conversation(try await dial(name, security, host: host, settings: settings))
        _ = try await conversation.line()
        return conversation
    }
}

/// Lines over a stream, read and written by one task at a time.
final class Conversation: @unchecked Sendable {
    let stream: any ByteStream
    private var buffer: [UInt8] = []

    init(_ stream: any ByteStream) { self.stream = stream }

    func say(_ line: String) async throws { try await stream.write(Array("\(line)\r\n".utf8)) }

    func ask(_ line: String) async throws -> String {
        try await say(line)
        return try await self.line()
    }

    /// The next line; what came before the end of the stream where there is none.
    func line() async throws -> String {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeFirst(end + 1)
                return line.hasSuffix("\r") ? String(line.dropLast()) : line
            }
            let bytes = try await stream.read()
            guard !bytes.isEmpty else { return String(decoding: buffer, as: UTF8.self) }
            buffer += bytes
        }
    }
}

/// The endless octets of which the servers' transfers consist.
enum Pattern {
    static let block = 65_536

    private static let table: [UInt8] = {
        var state: UInt64 = 1
        let once = (0..<block).map { _ -> UInt8 in
            state = (state &* 1_103_515_245 &+ 12345) & 0x7fff_ffff
            return UInt8(truncatingIfNeeded: state >> 16)
        }
        return once + once
    }()

    static func bytes(blocks: Range<Int>) -> [UInt8] {
        blocks.reduce(into: []) { bytes, index in
            let offset = index * 7919 % block
            bytes += table[offset..<offset + block]
        }
    }
}

/// The problem that the operation throws.
func problem(_ operation: () async throws -> Void) async -> Problem? {
    do {
        try await operation()
        return nil
    } catch {
        return error as? Problem
    }
}
