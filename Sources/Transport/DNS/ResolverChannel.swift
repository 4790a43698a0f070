import CCares
import Glibc
import MailCore

/// A channel of c-ares, used on one thread only.
final class ResolverChannel {
    /// What became of a question.
    enum Outcome: Equatable {
        case message([UInt8])
        case noSuchName
        case noData
        case silent
        case failed(String)
    }

    /// What c-ares writes the outcome into.
    private final class Answer {
        var outcome: Outcome?
    }

    /// A try takes that long the first time and twice as long the next; together they fit a question's three seconds.
    private static let tryMilliseconds: Int32 = 900
    private static let tries: Int32 = 2
    /// What a UDP answer may have: fits a packet everywhere (DNS flag day 2020); longer ones come over TCP.
    private static let datagramOctets: Int32 = 1232

    private static let isReady = ares_library_init(ARES_LIB_INIT_ALL) == 0

    private var channel: ares_channel?

    init(_ settings: DNSResolver.Settings, _ name: String) throws(Problem) {
        var options = ares_options()
        options.flags = ARES_FLAG_EDNS | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES
        options.timeout = ResolverChannel.tryMilliseconds
        options.tries = ResolverChannel.tries
        options.ednspsz = ResolverChannel.datagramOctets
        let mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ
        var status = ResolverChannel.isReady ? ares_init_options(&channel, &options, mask) : Int32(ARES_ENOTINITIALIZED)
        if status == 0, let server = settings.server { status = ares_set_servers_ports_csv(channel, server) }
        guard status == 0, channel != nil else {
            throw Problem(
                .dnsFailed,
                ["host": name],
                reaction: .stop,
                fixer: .operator,
                detail: String(cString: ares_strerror(status))
            )
        }
    }

    deinit {
        if let channel { ares_destroy(channel) }
    }

    /// Asks, and waits while `secondsLeft` is positive.
    func ask(_ name: String, _ kind: DNSRecord.Kind, secondsLeft: () -> Double) -> Outcome {
        let answer = Answer()
        ares_query(
            channel,
            name,
            1,  // IN
            kind.number,
            { context, status, _, octets, count in
                guard let context else { return }
                let answer = Unmanaged<Answer>.fromOpaque(context).takeUnretainedValue()
                answer.outcome = ResolverChannel.outcome(status, UnsafeBufferPointer(start: octets, count: Int(count)))
            },
            Unmanaged.passUnretained(answer).toOpaque()
        )
        while answer.outcome == nil {
            let left = secondsLeft()
            guard left > 0 else {
                ares_cancel(channel)  // calls back, too
                return .silent
            }
            turn(atMost: Int32(min(left, 0.1) * 1000) + 1)
        }
        return withExtendedLifetime(answer) { answer.outcome ?? .silent }
    }

    /// Waits for c-ares' sockets once and lets it read, write and repeat.
    private func turn(atMost milliseconds: Int32) {
        var sockets = [ares_socket_t](repeating: -1, count: Int(ARES_GETSOCK_MAXNUM))
        let bits = UInt32(bitPattern: ares_getsock(channel, &sockets, ARES_GETSOCK_MAXNUM))
        var waits: [pollfd] = []
        for (index, socket) in sockets.enumerated() {
            let reads = bits & (1 << UInt32(index)) != 0
            let writes = bits & (1 << UInt32(index + Int(ARES_GETSOCK_MAXNUM))) != 0
            guard reads || writes else { continue }
            let events = (reads ? Int16(POLLIN) : 0) | (writes ? Int16(POLLOUT) : 0)
            waits.append(pollfd(fd: socket, events: events, revents: 0))
        }
        var most = timeval(tv_sec: 0, tv_usec: Int(milliseconds % 1000) * 1000)
        most.tv_sec = Int(milliseconds / 1000)
        var next = timeval()
        let wait = ares_timeout(channel, &most, &next)?.pointee ?? most
        _ = poll(&waits, nfds_t(waits.count), Int32(wait.tv_sec * 1000 + wait.tv_usec / 1000) + 1)
        let bad = ares_socket_t(-1)
        var isHandled = false
        for wait in waits where wait.revents != 0 {
            let canWrite = wait.revents & Int16(POLLOUT) != 0
            let canRead = wait.revents & ~Int16(POLLOUT) != 0
            ares_process_fd(channel, canRead ? wait.fd : bad, canWrite ? wait.fd : bad)
            isHandled = true
        }
        if !isHandled { ares_process_fd(channel, bad, bad) }
    }

    private static func outcome(_ status: Int32, _ octets: UnsafeBufferPointer<UInt8>) -> Outcome {
        switch Int(status) {
        case Int(ARES_SUCCESS): .message(Array(octets))
        case Int(ARES_ENOTFOUND): .noSuchName
        case Int(ARES_ENODATA): .noData
        case Int(ARES_ETIMEOUT), Int(ARES_ECANCELLED): .silent
        default: .failed(String(cString: ares_strerror(status)))
        }
    }
}
