import Dispatch
import Glibc
import Peers

/// A raw client that sends exactly what it is told to.
struct Client: Sendable {
    private let descriptor: Int32

    /// Connects to a loopback port; with `room` so many octets wait at most to be read.
    init(_ port: UInt16, room: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var room { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size)) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let descriptor = descriptor
        let status = withUnsafeBytes(of: &address) { bytes in
            connect(
                descriptor,
                bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_in>.size)
            )
        }
        guard status == 0 else {
            Glibc.close(descriptor)
            throw ClientError.cannotConnect
        }
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    enum ClientError: Error {
        case cannotConnect
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads until the condition holds, the peer closes, or 60 s have passed; on a thread of its own.
    func read(until isEnough: (@Sendable (String) -> Bool)? = nil) async -> String {
        await withCheckedContinuation { continuation in
            // A serial queue has a thread of its own: blocking a concurrent one starves Swift's cooperative pool.
            DispatchQueue(label: "client").async {
                var bytes: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while true {
                    if let isEnough, isEnough(String(decoding: bytes, as: UTF8.self)) { break }
                    let count = recv(descriptor, &buffer, buffer.count, 0)
                    guard count > 0 else { break }
                    bytes += buffer[..<count]
                }
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    /// Reads at less than a MiB a second until the peer closes; gives the number of octets.
    func readSlowly() async -> Int {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "slow client").async {
                var buffer = [UInt8](repeating: 0, count: 16_384)
                var total = 0
                while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
                    total += count
                    usleep(20_000)
                }
                continuation.resume(returning: total)
            }
        }
    }

    /// Reads each client's answer to its end, on one thread.
    static func readAll(_ clients: [Client]) async -> [String] {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "clients").async {
                var answers = [[UInt8]](repeating: [], count: clients.count)
                var waiting = clients.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while waiting.contains(where: { $0.fd >= 0 }), poll(&waiting, nfds_t(waiting.count), 60_000) > 0 {
                    for index in waiting.indices where waiting[index].revents != 0 {
                        let count = recv(waiting[index].fd, &buffer, buffer.count, 0)
                        if count > 0 { answers[index] += buffer[..<count] } else { waiting[index].fd = -1 }
                    }
                }
                continuation.resume(returning: answers.map { String(decoding: $0, as: UTF8.self) })
            }
        }
    }

    func close() { Glibc.close(descriptor) }
}

/// Runs a command without a shell, and gives what it printed.
func run(_ command: String, _ arguments: [String], input: [UInt8]? = nil) async throws -> String {
    try await Command.output([command] + arguments, input: input)
}
