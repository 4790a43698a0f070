import Foundation
import Synchronization

/// A program started for a test, joined to us by a socket pair that no other child inherits.
///
/// Its input closes when the test process ends for whatever reason, which is how peers notice that they are alone.
public final class ChildProcess: Sendable {
    /// The process.
    public let pid: Int32
    private let socket: Int32
    private let queue = DispatchQueue(label: "umzug.peers.child")
    private let buffer = Mutex<[UInt8]>([])
    private let isClosed = Mutex(false)

    /// Starts `arguments[0]`, searched in PATH, with the environment of this process.
    public init(_ arguments: [String]) throws {
        let (own, theirs) = try Spawn.pair()
        defer { Glibc.close(theirs) }
        do {
            pid = try Spawn.start(arguments, input: theirs, output: theirs)
            socket = own
        } catch {
            Glibc.close(own)
            throw error
        }
    }

    deinit { finish() }

    /// Writes one line and reads one line, on a thread of its own.
    public func exchange(_ line: String?) async -> String? {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                if let line { write(line + "\n") }
                continuation.resume(returning: readLine())
            }
        }
    }

    /// Closes the child's input and waits until it has ended.
    public func close() async {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                finish()
                continuation.resume()
            }
        }
    }

    /// Ends the child at once, without asking.
    func kill() {
        Glibc.kill(pid, SIGKILL)
    }

    /// Closes the child's input and waits until it has ended, on this thread.
    public func finish() {
        let isFirst = isClosed.withLock { closed in
            defer { closed = true }
            return !closed
        }
        guard isFirst else { return }
        _ = shutdown(socket, Int32(SHUT_WR))
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        Glibc.close(socket)
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 || errno == EINTR else { return }
            sent += max(count, 0)
        }
    }

    /// The next line that the child writes, waited for on this thread; nil at its end.
    public func readLine() -> String? {
        var bytes = buffer.withLock { taken in
            defer { taken = [] }
            return taken
        }
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                let rest = Array(bytes[bytes.index(after: end)...])
                buffer.withLock { $0 = rest }
                return String(decoding: bytes[..<end], as: UTF8.self)
            }
            let count = read(socket, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }
}
