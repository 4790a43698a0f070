import Foundation

/// The start of a program, by posix_spawn.
enum Spawn {
    /// Why a program could not be started.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ what: String, _ status: Int32) { description = "\(what): \(String(cString: strerror(status)))" }
    }

    /// Where a program's stderr goes.
    enum Errors { case withOurs, withOutput, dropped }

    /// Two joined sockets: nothing else is closed in every other child from the moment that it exists.
    static func pair() throws -> (own: Int32, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Failure("no socket pair", errno) }
        return (ends[0], ends[1])
    }

    /// Starts `arguments[0]`, searched in PATH, with our environment and what is added to it.
    static func start(
        _ arguments: [String],
        _ environment: [String: String] = [:],
        input: Int32,
        output: Int32,
        errors: Errors = .withOurs
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        switch errors {
        case .withOurs: break
        case .withOutput: posix_spawn_file_actions_adddup2(&actions, output, 2)
        case .dropped: posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }
        // Dispatch's threads block signals, and a child would inherit that: a server deaf to SIGTERM.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let settings = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var vector = arguments.map { strdup($0) } + [nil]
        var variables = settings.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (vector + variables).forEach { free($0) } }
        var pid: pid_t = 0
        let status = posix_spawnp(&pid, arguments[0], &actions, &attributes, &vector, &variables)
        guard status == 0 else { throw Failure(arguments[0], status) }
        return pid
    }
}
