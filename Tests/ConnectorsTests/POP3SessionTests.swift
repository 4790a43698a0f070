import MailCore
import POP3
import Synchronization
import Testing

@testable import Connectors

@Suite("POP3 sessions")
struct POP3SessionTests {
    /// A connection that delivers what is given to it, also after it was closed: the octets were on their way.
    private final class LateStream: ByteStream {
        private struct State {
            var octets: [UInt8]?
            var reader: CheckedContinuation<Void, Never>?
            var isRead = false
            var watcher: CheckedContinuation<Void, Never>?
        }
        private let state = Mutex(State())

        func deliver(_ text: String) {
            let reader = state.withLock { state in
                state.octets = Array(text.utf8)
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume()
        }

        /// Returns when somebody waits for octets.
        func isBeingRead() async {
            await withCheckedContinuation { continuation in
                let isRead = state.withLock { state in
                    if !state.isRead { state.watcher = continuation }
                    return state.isRead
                }
                if isRead { continuation.resume() }
            }
        }

        func read() async throws(Problem) -> [UInt8] {
            let watcher = state.withLock { state in
                state.isRead = true
                defer { state.watcher = nil }
                return state.watcher
            }
            watcher?.resume()
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.octets == nil { state.reader = continuation }
                    return state.octets != nil
                }
                if isThere { continuation.resume() }
            }
            return state.withLock { state in
                defer { state.octets = nil }
                return state.octets ?? []
            }
        }

        func write(_ bytes: [UInt8]) async throws(Problem) {}
        func startTLS() async throws(Problem) {}
        func close() async {}
    }

    /// Takes one large message.
    private final class Large: POP3Receiver {
        let body = StreamedBody { _, _, _ in true }

        func begin(_ number: Int) -> (any LiteralReceiver)? { body }
        func refused(_ command: Command, _ reply: Reply) {}
        func take(_ event: Event) {}
        func finish(_ problem: Problem?) {}
    }

    @Test("a body that begins while its session is being closed is told of the end", .timeLimit(.minutes(1)))
    func bodyAfterTheEnd() async throws {
        let stream = LateStream()
        var conversation = Conversation()
        conversation.receive(Array("+OK ready\r\n".utf8))
        _ = try conversation.next()
        let outcome = POP3Login.Outcome(
            stream: stream,
            peer: "",
            conversation: conversation,
            capabilities: Capabilities(),
            greeting: ""
        )
        let session = POP3Session(outcome, ConnectorSettings.nowhere)
        let receiver = Large()
        session.run([.retrieve(1)], receiver)
        await stream.isBeingRead()
        await session.close()
        stream.deliver("+OK\r\nSubject: half\r\n")
        let body = receiver.body
        await #expect(throws: Problem.self) { while try await body.next() != nil {} }
    }
}

extension ConnectorSettings {
    /// Of a server that is never dialled.
    fileprivate static var nowhere: ConnectorSettings {
        ConnectorSettings(
            endpoint: Endpoint(service: .pop3, security: .tls, host: "nowhere.invalid", user: "alice"),
            credential: Credential(.password(Redacted("secret"))),
            dialer: Dialer { _ in throw Problem.lostConnection }
        )
    }
}
