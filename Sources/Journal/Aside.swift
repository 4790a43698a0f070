import Dispatch
public import MailCore

/// Work that may wait for another process's lock on a file: never on a thread of the cooperative pool.
public enum Aside {
    private static let files = DispatchQueue(label: "files", attributes: .concurrent)

    /// Does it on a thread of its own.
    public static func run<T: Sendable>(
        _ body: @escaping @Sendable () throws(Problem) -> T
    ) async throws(Problem) -> T {
        let result: Result<T, Problem> = await withCheckedContinuation { continuation in
            files.async {
                do throws(Problem) {
                    let value = try body()
                    continuation.resume(returning: .success(value))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// Begins it on a thread of its own.
    static func start(_ body: @escaping @Sendable () -> Void) { files.async(execute: body) }
}
