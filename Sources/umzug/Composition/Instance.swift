import Foundation
import MailCore

/// One web process a data folder: a lock that goes with the process.
final class Instance: Sendable {
    private let descriptor: Int32

    /// Takes the folder.
    ///
    /// - Throws: `busy` where another process serves it, `storage` where it cannot be written.
    init(data folder: String) throws(Problem) {
        mkdir(folder, 0o700)
        descriptor = open("\(folder)/serve.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Problem(
                .storage,
                ["folder": folder],
                reaction: .stop,
                fixer: .operator,
                detail: "cannot write \(folder)"
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Problem(
                .busy,
                reaction: .stop,
                fixer: .operator,
                detail: "another umzug serve uses the data folder \(folder)"
            )
        }
    }

    deinit { close(descriptor) }
}
