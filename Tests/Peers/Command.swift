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
        let (typed, output) = (try Spawn.pair(), try Spawn.pair())
        let errors: Spawn.Errors = keepsErrors ? .withOutput : .dropped
        let pid: pid_t
        do {
            defer {
                close(typed.theirs)
                close(output.theirs)
            }
            pid = try Spawn.start(arguments, environment, input: typed.theirs, output: output.theirs, errors: errors)
        }
        feed(input ?? [], to: typed.own)
        let text = String(decoding: everything(from: output.own), as: UTF8.self)
        close(output.own)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return (status & 0x7f == 0 ? (status >> 8) & 0xff : status & 0x7f, text)
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
