import Dispatch
import FoundationEssentials
import Glibc

/// A process of this program's own, started without fork's dangers in a program with threads.
struct ChildProcess: Sendable {
    let pid: pid_t
    /// The write end of the child's standard input; nothing is written, its end is the message.
    private let lifeline: Int32

    /// Starts a program with the arguments; it inherits the environment, standard output and error, and nothing else.
    ///
    /// The child gets a process group of its own, so that Ctrl-C in a terminal reaches the parent alone, which forwards it
    /// once.
    static func start(_ program: String, _ arguments: [String]) -> Result<ChildProcess, ChildError> {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return .failure(ChildError(errno: errno)) }
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        for file in 3..<endOfFiles() { posix_spawn_file_actions_addclose(&actions, file) }
        var attributes = makeAttributes()
        defer { posix_spawnattr_destroy(&attributes) }
        var words = ([program] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var pid: pid_t = 0
        let error = posix_spawn(&pid, program, &actions, &attributes, words, environ)
        guard error == 0 else {
            close(ends[1])
            return .failure(ChildError(errno: error))
        }
        return .success(ChildProcess(pid: pid, lifeline: ends[1]))
    }

    /// Beyond the last open file, with room for what other threads open meanwhile.
    ///
    /// Most files are opened close-on-exec; what some library forgot is closed by number. Closing what is not open does no
    /// harm below the process's limit.
    private static func endOfFiles() -> Int32 {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        let last = (names ?? []).compactMap { Int32($0) }.max() ?? 0
        return min(Int32(clamping: sysconf(Int32(_SC_OPEN_MAX))), max(1024, last + 256))
    }

    /// Default dispositions and no blocked signal, whatever this process set for itself.
    private static func makeAttributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var (all, none) = (sigset_t(), sigset_t())
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        return attributes
    }

    func signal(_ number: Int32) { kill(pid, number) }

    /// Waits for its end on a thread of its own.
    func exit() async -> ChildExit {
        let status = await withCheckedContinuation { continuation in
            DispatchQueue(label: "worker.child").async {
                var status: Int32 = 0
                while waitpid(pid, &status, 0) < 0, errno == EINTR {}
                continuation.resume(returning: status)
            }
        }
        close(lifeline)
        return status & 0x7f == 0 ? .status((status >> 8) & 0xff) : .signal(status & 0x7f)
    }
}

/// How a child ended.
enum ChildExit: Hashable, Sendable {
    case status(Int32)
    case signal(Int32)
}

/// Why a child could not be started.
struct ChildError: Error, Hashable {
    var errno: Int32
}
