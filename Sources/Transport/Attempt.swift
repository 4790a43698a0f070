import CCurl
import Glibc
import MailCore
import Synchronization

/// What libcurl asks while it connects: which socket, and whether to go on.
///
/// Its callbacks run on the thread that performs; `abort()` may come from any.
final class Attempt: Sendable {
    private struct State {
        var adopted: Int32?
        var forbidden: IPAddress?
        var hasTried = false
    }

    private let egress: EgressPolicy
    private let isAdoption: Bool
    private let state: Mutex<State>
    private let aborted = Atomic(false)

    /// A connection of its own, where the policy allows.
    init(egress: EgressPolicy) {
        self.egress = egress
        isAdoption = false
        state = Mutex(State())
    }

    /// A connection that exists: libcurl gets that socket, which it then owns.
    init(adopting socket: Int32) {
        egress = .unrestricted
        isAdoption = true
        state = Mutex(State(adopted: socket))
    }

    deinit {
        if let unused = state.withLock({ $0.adopted }) { Glibc.close(unused) }
    }

    /// The address that the policy forbade last.
    var forbidden: IPAddress? { state.withLock { $0.forbidden } }

    /// Whether the policy alone prevented the connection: no address that it allows was tried.
    var isForbidden: Bool { state.withLock { $0.forbidden != nil && !$0.hasTried } }

    /// Whether somebody called the attempt off.
    var isAborted: Bool { aborted.load(ordering: .relaxed) }

    /// Ends the attempt at libcurl's next look, which is within a second.
    func abort() { aborted.store(true, ordering: .relaxed) }

    /// Makes the handle ask us; the handle keeps us alive.
    func install(on curl: UnsafeMutableRawPointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = easy_set_open_socket(
            curl,
            { context, _, address in
                guard let context, let address else { return CURL_SOCKET_BAD }
                return Unmanaged<Attempt>.fromOpaque(context).takeUnretainedValue().open(address)
            },
            context
        )
        _ = easy_set_progress(
            curl,
            { context, _, _, _, _ in
                guard let context else { return 0 }
                return Unmanaged<Attempt>.fromOpaque(context).takeUnretainedValue().isAborted ? 1 : 0
            },
            context
        )
        guard isAdoption else { return }
        _ = easy_set_socket_options(curl, { _, _, _ in CURL_SOCKOPT_ALREADY_CONNECTED }, nil)
    }

    /// Called for each address, at each redirect and each retry.
    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        if isAdoption {
            return state.withLock { state in
                defer { state.adopted = nil }
                return state.adopted ?? CURL_SOCKET_BAD
            }
        }
        guard isAllowed(address) else { return CURL_SOCKET_BAD }
        let (family, type) = (address.pointee.family, address.pointee.socktype)
        return socket(family, type | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }

    private func isAllowed(_ address: UnsafeMutablePointer<curl_sockaddr>) -> Bool {
        guard egress.isRestricted else { return true }
        return withUnsafePointer(to: &address.pointee.addr) { pointer in
            guard let resolved = IPAddress(socketAddress: pointer) else { return false }
            // The port lies at the same place in both families.
            let port = UnsafeRawPointer(pointer).load(fromByteOffset: 2, as: UInt16.self).bigEndian
            if egress.allows(resolved, port: Int(port)) {
                state.withLock { $0.hasTried = true }
                return true
            }
            state.withLock { $0.forbidden = resolved }
            return false
        }
    }
}
