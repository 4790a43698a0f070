import Foundation

/// A program run to its end, without blocking Swift's cooperative threads.
///
/// Started with posix_spawn: Foundation's `Process` and `FileHandle` crash now and then where many threads start children
/// and signals interrupt their reads.
public enum Command {
    /// Runs a program found in PATH; returns its exit status and what it wrote to stdout and stderr together.
    public static func run(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String) {
        try await onThread { try wait(arguments, environment) }
    }

    /// Runs a program found in PATH with that input; returns what it wrote to stdout.
    public static func output(_ arguments: [String], input: [UInt8]? = nil) async throws -> String {
        try await onThread { try wait(arguments, [:], input: input, keepsErrors: false).1 }
    }

    static func wait(
        _ arguments: [String],
        _ environment: [String: String],
        input: [UInt8]? = nil,
        keepsErrors: Bool = true
    ) throws -> (Int32, String) {
        var (typed, output): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        // Socket pairs, because nothing else is closed in every other child from the moment that it exists.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &typed) == 0, socketpair(AF_UNIX, kind, 0, &output) == 0 else {
            throw ChildProcess.SpawnError(description: "no socket pair: \(String(cString: strerror(errno)))")
        }
        let pid: pid_t
        do {
            defer {
                close(typed[0])
                close(output[1])
            }
            pid = try spawn(arguments, environment, typed[0], output[1], keepsErrors: keepsErrors)
        }
        feed(input ?? [], to: typed[1])
        let text = String(decoding: everything(from: output[0]), as: UTF8.self)
        close(output[0])
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return (status & 0x7f == 0 ? (status >> 8) & 0xff : status & 0x7f, text)
    }

    private static func spawn(
        _ arguments: [String],
        _ environment: [String: String],
        _ input: Int32,
        _ output: Int32,
        keepsErrors: Bool
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        if keepsErrors {
            posix_spawn_file_actions_adddup2(&actions, output, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }
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
        guard status == 0 else {
            throw ChildProcess.SpawnError(description: "\(arguments[0]): \(String(cString: strerror(status)))")
        }
        return pid
    }

    /// Writes all of it and closes; a child that does not read is no error.
    private static func feed(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        close(descriptor)
    }

    private static func everything(from descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    private static func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try body() }) }.start()
        }
    }
}
