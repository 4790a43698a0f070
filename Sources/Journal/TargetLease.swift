import Glibc
public import MailCore

/// The right to write to one target account, so that in a data folder one migration at a time does (DESIGN §3).
///
/// An `flock`, as ``Lease`` is: web app and command line exclude each other, and the death of a process frees it.
public final class TargetLease: Sendable {
    private let descriptor: Int32

    fileprivate init(path: String) throws(Problem) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .storage("\(path): \(String(cString: strerror(errno)))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            throw Problem(.busy, reaction: .retry(afterSeconds: 5), fixer: .you, side: .target)
        }
        self.descriptor = descriptor
    }

    deinit { Glibc.close(descriptor) }
}

extension DataFolder {
    /// Takes the right to write to that account; it is given back when the lease is let go.
    ///
    /// The account is known by host and user as addressed, since it has to be known before connecting.
    ///
    /// - Throws: `busy` where another migration writes there now, `storage`.
    public func lease(target: Endpoint) throws(Problem) -> TargetLease {
        let folder = "\(path)/targets"
        try Files.makeFolder(folder)
        return try TargetLease(path: "\(folder)/\(DataFolder.name(of: target))")
    }

    /// A file name that does not tell whose account it is: the file outlives the migration.
    ///
    /// FNV-1a: two accounts of one sum would only wait for each other.
    private static func name(of target: Endpoint) -> String {
        let key = "\(target.host.lowercased()) \(target.user.lowercased())".utf8
        let sum = key.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(sum, radix: 16)
    }
}
