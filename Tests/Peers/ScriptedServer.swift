import Foundation
import Synchronization

/// A server without TLS that says exactly what a test tells it: for greetings, refusals and silences that no real
/// server produces on demand.
///
/// A script is a transcript, one for each connection (the last one again for those that follow):
///
///     S: * OK ready                  sent, with CRLF
///     C: $ CAPABILITY                expected; `$` stands for the client's tag, `*` for anything
///     S: $ NO [INUSE] locked         `$` is the tag of the last command
///     S~ {10}                        sent without CRLF
///     X: close | reset | silence | wait MILLISECONDS
///     R: $ NOOP => $ OK done         from here on a rule; `\n` in the answer separates lines
///
/// After the last line the rules answer, in any order, whatever the client says; a command without a rule gets
/// `BAD`. A line of the client that ends with a literal takes the literal and the rest of its line with it.
public final class ScriptedServer: Sendable {
    /// The port on 127.0.0.1.
    public let port: Int
    private let listener: Int32
    private let scripts: [[Line]]
    private let state = Mutex(Log())

    private struct Log {
        var received: [String] = []
        var surprises: [String] = []
        var accepted = 0
        var open: Set<Int32> = []
        var isClosed = false
    }

    enum Line: Sendable {
        case send(String)
        case expect(String)
        case action(String)
        case rule(pattern: String, answer: String)
    }

    /// Starts a server with one transcript for each connection.
    public init(_ transcripts: String...) throws {
        scripts = try transcripts.map { try ScriptedServer.parse($0) }
        (listener, port) = try Loopback.listen()
        let thread = Thread { [listener, weak self] in
            while let client = Loopback.accept(listener) {
                guard let self else {
                    Glibc.close(client)
                    break
                }
                self.serve(client)
            }
            // Closed by who accepts: its number may be another server's the moment it is free.
            Glibc.close(listener)
        }
        thread.start()
    }

    deinit { close() }

    /// Every line that clients sent, in order of arrival, literals included.
    public var received: [String] { state.withLock { $0.received } }

    /// Where a client did not say what its transcript expected; empty in a passing test.
    public var surprises: [String] { state.withLock { $0.surprises } }

    /// How many connections were accepted.
    public var accepted: Int { state.withLock { $0.accepted } }

    /// Stops listening and closes every connection.
    public func close() {
        state.withLock { log in
            guard !log.isClosed else { return }
            log.isClosed = true
            _ = shutdown(listener, Int32(SHUT_RDWR))
            for client in log.open { _ = shutdown(client, Int32(SHUT_RDWR)) }
        }
    }

    private func serve(_ client: Int32) {
        let script = state.withLock { log -> [Line] in
            log.open.insert(client)
            log.accepted += 1
            return scripts.isEmpty ? [] : scripts[min(log.accepted, scripts.count) - 1]
        }
        let thread = Thread { [weak self] in
            var conversation = Conversation(client: client, record: { self?.note($0) })
            if let surprise = conversation.run(script) { self?.state.withLock { $0.surprises.append(surprise) } }
            _ = self?.state.withLock { $0.open.remove(client) }
            Glibc.close(client)
        }
        thread.start()
    }

    private func note(_ line: String) {
        state.withLock { $0.received.append(line) }
    }

    private static func parse(_ transcript: String) throws -> [Line] {
        try transcript.split(separator: "\n").map { String($0).trimmingPrefix { $0 == " " } }.map { text in
            let rest = String(text.dropFirst(3))
            switch text.prefix(2) {
            case "S:": return .send(rest + "\r\n")
            case "S~": return .send(rest)
            case "C:": return .expect(rest)
            case "X:": return .action(rest)
            case "R:":
                let halves = rest.components(separatedBy: " => ")
                guard halves.count == 2 else { throw ScriptError(line: String(text)) }
                return .rule(pattern: halves[0], answer: halves[1])
            default: throw ScriptError(line: String(text))
            }
        }
    }

    /// A line that is no transcript line.
    public struct ScriptError: Error {
        /// The line.
        public let line: String
    }
}
