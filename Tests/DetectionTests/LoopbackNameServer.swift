import Glibc
import Synchronization

/// A name server on a loopback address, over UDP: it answers from a table, or not at all.
final class LoopbackNameServer: Sendable {
    /// How it behaves.
    enum Manner: Sendable { case authoritative, resolving, refusing, silent }

    /// The data of a record, as the wire has it.
    struct Record: Sendable {
        var type: UInt16
        var data: [UInt8]

        static func a(_ octets: UInt8...) -> Record { Record(type: 1, data: octets) }
        static func ns(_ name: String) -> Record { Record(type: 2, data: LoopbackNameServer.name(name)) }
        static func cname(_ name: String) -> Record { Record(type: 5, data: LoopbackNameServer.name(name)) }
        static func mx(_ host: String) -> Record { Record(type: 15, data: [0, 10] + LoopbackNameServer.name(host)) }
        static func txt(_ text: String) -> Record {
            Record(type: 16, data: [UInt8(text.utf8.count)] + Array(text.utf8))
        }
        static func soa(_ serial: UInt8) -> Record {
            let numbers: [UInt8] = [0, 0, 0, serial] + [UInt8](repeating: 0, count: 16)
            return Record(type: 6, data: LoopbackNameServer.name("ns.example") + LoopbackNameServer.name("x") + numbers)
        }
    }

    let address: String
    let port: UInt16
    let manner: Manner
    private let zone: [String: [Record]]
    private let socket: Int32
    private let asked = Mutex<[String]>([])

    /// Listens on an address of loopback; on a free port where none is given.
    init?(_ address: String, port: UInt16 = 0, _ manner: Manner, zone: [String: [Record]] = [:]) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        inet_pton(AF_INET, address, &place.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(socket, raw, length) == 0 && getsockname(socket, raw, &length) == 0
            }
        }
        guard isBound else {
            close(socket)
            return nil
        }
        self.address = address
        self.port = UInt16(bigEndian: place.sin_port)
        self.manner = manner
        self.zone = zone
        self.socket = socket
        var thread = pthread_t()
        pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<LoopbackNameServer>.fromOpaque(context).takeRetainedValue().serve()
                return nil
            },
            Unmanaged.passRetained(self).toOpaque()
        )
        pthread_detach(thread)
    }

    /// `ADDRESS:PORT`.
    var place: String { "\(address):\(port)" }

    /// The names that were asked for, with the number of the type.
    var questions: [String] { asked.withLock { $0 } }

    /// Ends its thread.
    func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

    private func serve() {
        var buffer = [UInt8](repeating: 0, count: 1500)
        while true {
            var peer = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let count = withUnsafeMutablePointer(to: &peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(socket, &buffer, buffer.count, 0, $0, &length)
                }
            }
            guard count > 16 else { break }
            guard let reply = reply(Array(buffer[..<count])) else { continue }
            withUnsafePointer(to: &peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = sendto(socket, reply, reply.count, 0, $0, length)
                }
            }
        }
        close(socket)
    }

    private func reply(_ query: [UInt8]) -> [UInt8]? {
        var labels: [String] = []
        var at = 12
        while at < query.count, query[at] > 0, at + Int(query[at]) < query.count {
            labels.append(String(decoding: query[(at + 1)...(at + Int(query[at]))], as: UTF8.self).lowercased())
            at += 1 + Int(query[at])
        }
        guard at + 5 <= query.count else { return nil }
        let name = labels.joined(separator: ".")
        let type = UInt16(query[at + 1]) << 8 | UInt16(query[at + 2])
        asked.withLock { $0.append("\(name) \(type)") }
        let records = (zone[name] ?? []).filter { $0.type == type || $0.type == 5 }
        let code: UInt8
        switch manner {
        case .silent: return nil
        case .refusing: code = 5
        case .authoritative, .resolving: code = zone[name] == nil ? 3 : 0
        }
        let authority: UInt8 = manner == .authoritative ? 0x84 : 0x80
        var octets = Array(query[0..<2]) + [authority, code, 0, 1, 0, UInt8(records.count), 0, 0, 0, 0]
        octets += query[12..<(at + 5)]
        for record in records {
            octets += [0xC0, 12, UInt8(record.type >> 8), UInt8(record.type & 255), 0, 1, 0, 0, 1, 44]
            octets += [UInt8(record.data.count >> 8), UInt8(record.data.count & 255)] + record.data
        }
        return octets
    }

    static func name(_ text: String) -> [UInt8] {
        text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }
}
