import Glibc

/// Small files of octets with strict permissions.
enum KeyFile {
    static func makeFolder(_ path: String) throws(SecretsError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .keyFile(file: path, errno: errno) }
    }

    /// The file's octets; where it does not exist, it is made in one step (`link`), so that of two processes that start at
    /// once both read the same key, and a crash leaves no half of one.
    static func loadOrCreate(
        _ path: String,
        mode: mode_t,
        _ make: () -> [UInt8]
    ) throws(SecretsError) -> [UInt8] {
        if access(path, F_OK) == 0 { return try load(path) }
        let draft = "\(path).\(getpid()).new"
        defer { unlink(draft) }
        try write(make(), to: draft, mode: mode)
        guard link(draft, path) == 0 || errno == EEXIST else { throw .keyFile(file: path, errno: errno) }
        return try load(path)
    }

    static func load(_ path: String) throws(SecretsError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .keyFile(file: path, errno: errno) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(file, &bytes, bytes.count)
        guard count >= 0 else { throw .keyFile(file: path, errno: errno) }
        return Array(bytes.prefix(count))
    }

    private static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(SecretsError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw .keyFile(file: path, errno: errno) }
        defer { close(file) }
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw .keyFile(file: path, errno: errno)
        }
    }
}
