import Foundation

/// The limit of open files: each visitor and each mail connection takes one.
enum OpenFiles {
    /// Raises the limit to the most that the system allows; the usual 1,024 is less than the server's connections need.
    static func allowAll() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 65_536)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
