import Glibc
import MailCore
import Synchronization

/// The right to write one migration: an exclusive `flock` on a file in its folder.
///
/// The lock belongs to the open file description: it ends with the process, however that dies; it does not pass to
/// programs started meanwhile (`O_CLOEXEC`); and a second opening by the same process is refused like anybody else's.
final class Lease: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Takes the lease of the folder.
    ///
    /// - Throws: `busy` where somebody else has it, `storage` where the file cannot be made.
    init(folder: String) throws(Problem) {
        let path = "\(folder)/lease"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .storage("\(path): \(String(cString: strerror(errno)))") }
        guard Lease.lock(descriptor) else {
            Glibc.close(descriptor)
            throw .busy
        }
        // Deleting a migration unlinks the file under its lock: whoever waited at the old file must not think it owns the new one.
        var mine = stat()
        var present = stat()
        guard fstat(descriptor, &mine) == 0, stat(path, &present) == 0, mine.st_ino == present.st_ino else {
            Glibc.close(descriptor)
            throw .busy
        }
        self.descriptor = Mutex(descriptor)
    }

    /// Tries a few times: somebody may just be looking whether it is held.
    private static func lock(_ descriptor: Int32) -> Bool {
        for _ in 0..<4 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            usleep(3000)
        }
        return false
    }

    /// Whether somebody holds the lease of the folder right now; two who look do not see each other.
    static func isHeld(folder: String) -> Bool {
        let descriptor = open("\(folder)/lease", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    /// Gives the lease back.
    func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor { Glibc.close(open) }
            descriptor = nil
        }
    }

    deinit { release() }
}
