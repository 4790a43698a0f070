import FoundationEssentials
import Glibc
public import Store

/// Names worker processes so that another process of the same machine can tell whether they live.
///
/// `<boot>/<pid>/<start>`: a process ID alone comes round again; with the boot and the start time in clock ticks it does not.
public struct WorkerIdentity: Hashable, Sendable {
    private let bootID: String
    private let pid: Int32
    private let start: UInt64

    /// The present process.
    public static func current() -> WorkerIdentity {
        WorkerIdentity(bootID: boot(), pid: getpid(), start: start(of: getpid()) ?? 0)
    }

    /// Reads a name, or gives nil where it has another form.
    public init?(_ id: WorkerID) {
        let parts = id.rawValue.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let pid = Int32(parts[1]), let start = UInt64(parts[2]) else { return nil }
        self.init(bootID: String(parts[0]), pid: pid, start: start)
    }

    init(bootID: String, pid: Int32, start: UInt64) {
        self.bootID = bootID
        self.pid = pid
        self.start = start
    }

    /// The name.
    public var id: WorkerID { WorkerID(rawValue: "\(bootID)/\(pid)/\(start)") }

    /// Whether the process named lives; nil where that cannot be told.
    public static func isAlive(_ id: WorkerID) -> Bool? {
        guard let identity = WorkerIdentity(id), !identity.bootID.isEmpty else { return nil }
        guard identity.bootID == boot() else { return false }
        return start(of: identity.pid) == identity.start
    }

    private static func boot() -> String {
        text("/proc/sys/kernel/random/boot_id").filter { !$0.isWhitespace }
    }

    /// Field 22 of `/proc/<pid>/stat`.
    ///
    /// The second one, a name in parentheses, may hold anything; a zombie is dead.
    private static func start(of pid: Int32) -> UInt64? {
        let stat = text("/proc/\(pid)/stat")
        guard let name = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return UInt64(fields[19])
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
