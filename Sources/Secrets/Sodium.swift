import CSodium

/// The library, initialised once; every file here goes through it before its first call.
enum Sodium {
    /// Whether the library works; it fails only where the system has no random source, and then nothing may go on.
    private static let isReady: Bool = sodium_init() >= 0

    /// Makes sure that the library is initialised.
    static func prepare() {
        precondition(isReady, "libsodium found no random source")
    }

    /// Random octets.
    static func random(_ count: Int) -> [UInt8] {
        prepare()
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    /// BLAKE2b, with a key where one is given.
    static func digest(_ bytes: [UInt8], key: [UInt8] = [], length: Int = 32) -> [UInt8] {
        prepare()
        var result = [UInt8](repeating: 0, count: length)
        crypto_generichash(&result, length, bytes, UInt64(bytes.count), key.isEmpty ? nil : key, key.count)
        return result
    }

    /// Overwrites octets in a way that the optimiser keeps.
    static func wipe(_ bytes: inout [UInt8]) {
        let count = bytes.count
        bytes.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, count) }
    }
}
