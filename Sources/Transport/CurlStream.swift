import CCurl
import Glibc
import MailCore
import Synchronization

/// A connection made by libcurl as a ``ByteStream``.
///
/// libcurl's calls never block here: what would block waits in ``Readiness``. Reader and writer share the handle, whose
/// calls the lock serialises. A write that was given up leaves half a record on the wire, so it ends the connection.
final class CurlStream: ByteStream {
    struct State {
        /// Nil once closed.
        var handle: EasyHandle?
        var channel: UInt64
        /// What calls a TLS handshake under way off.
        var upgrade: Attempt?
        var lastProgress: Double
        var readSize = smallRead
    }

    private enum Step {
        case done([UInt8])
        case sent(Int)
        case again(channel: UInt64)
        case failed(Problem)
    }

    private static let smallRead = 16 << 10
    static let largeRead = 256 << 10
    /// A write is cut into pieces so that a reader never waits long for the lock.
    private static let largeWrite = 256 << 10

    let origin: Origin
    let settings: TransportSettings
    let peer: String
    let failure: Failure
    let state: Mutex<State>

    init(_ handle: EasyHandle, origin: Origin, peer: String, settings: TransportSettings) {
        handle.set(CURLOPT_BUFFERSIZE, CurlStream.largeRead)
        self.origin = origin
        self.settings = settings
        self.peer = peer
        failure = Failure(host: origin.host, port: origin.port)
        let channel = Readiness.shared.add(handle.socket)
        state = Mutex(State(handle: handle, channel: channel, lastProgress: Monotonic.now))
    }

    deinit { shut() }

    func read() async throws(Problem) -> [UInt8] {
        let began = Monotonic.now
        while true {
            switch state.withLock({ receive(&$0) }) {
            case .done(let bytes): return bytes
            case .failed(let problem): throw problem
            case .again(let channel): try await wait(.read, channel, began)
            case .sent: continue
            }
        }
    }

    func write(_ bytes: [UInt8]) async throws(Problem) {
        let began = Monotonic.now
        var sent = 0
        while sent < bytes.count {
            switch state.withLock({ send(bytes, from: sent, &$0) }) {
            case .sent(let count): sent += count
            case .failed(let problem): throw problem
            case .again(let channel):
                do {
                    try await wait(.write, channel, began)
                } catch {
                    shut()
                    throw error
                }
            case .done: return
            }
        }
    }

    func close() async { shut() }

    /// Gathers what is there, up to the size that the last reads filled.
    private func receive(_ state: inout State) -> Step {
        guard let handle = state.handle, state.upgrade == nil else { return .failed(failure.lost("closed")) }
        let size = state.readSize
        var code = CURLE_OK
        var isEnd = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                var received = 0
                code = curl_easy_recv(handle.curl, buffer.baseAddress.map { $0 + count }, size - count, &received)
                guard code == CURLE_OK, received > 0 else {
                    isEnd = code == CURLE_OK
                    return
                }
                count += received
            }
        }
        if !bytes.isEmpty {
            state.lastProgress = Monotonic.now
            adaptReadSize(to: bytes.count, &state)
            return .done(bytes)
        }
        if isEnd { return .done([]) }
        return code == CURLE_AGAIN ? .again(channel: state.channel) : .failed(failure.lost(handle.failureText))
    }

    private func adaptReadSize(to count: Int, _ state: inout State) {
        if count == state.readSize {
            state.readSize = min(state.readSize * 2, CurlStream.largeRead)
        } else if count < state.readSize / 4 {
            state.readSize = max(state.readSize / 2, CurlStream.smallRead)
        }
    }

    /// OpenSSL wants the retry of a write to have the same address and length: `bytes` does not move, and the piece that
    /// begins at `start` always has the same end.
    private func send(_ bytes: [UInt8], from start: Int, _ state: inout State) -> Step {
        guard let handle = state.handle, state.upgrade == nil else { return .failed(failure.lost("closed")) }
        let length = min(bytes.count - start, CurlStream.largeWrite)
        var sent = 0
        let code = bytes.withUnsafeBytes { buffer in
            curl_easy_send(handle.curl, buffer.baseAddress.map { $0 + start }, length, &sent)
        }
        switch code {
        case CURLE_OK:
            if sent > 0 { state.lastProgress = Monotonic.now }
            return .sent(sent)
        case CURLE_AGAIN: return .again(channel: state.channel)
        default: return .failed(failure.lost(handle.failureText))
        }
    }

    /// Waits for readiness; octets that move the other way push the deadline back.
    private func wait(_ direction: Readiness.Direction, _ channel: UInt64, _ began: Double) async throws(Problem) {
        while true {
            let deadline = deadline(began)
            switch await Readiness.shared.wait(direction, channel, until: deadline) {
            case .ready: return
            case .closed: throw failure.lost("closed")
            case .cancelled: throw failure.lost("called off")
            case .timedOut:
                guard self.deadline(began) > Monotonic.now else {
                    throw failure.silent("nothing for \(settings.idleTimeout) seconds")
                }
            }
        }
    }

    private func deadline(_ began: Double) -> Double {
        max(began, state.withLock { $0.lastProgress }) + settings.idleTimeout
    }

    func shut() {
        let (handle, channel, upgrade) = state.withLock { state in
            defer { state.handle = nil }
            return (state.handle, state.channel, state.upgrade)
        }
        guard let handle else { return }
        if let upgrade {
            upgrade.abort()
            Glibc.shutdown(handle.socket, Int32(SHUT_RDWR))
        }
        Readiness.shared.remove(channel)
        // Others may hold the handle for a moment longer: closed is closed.
        handle.cleanUp()
    }
}
