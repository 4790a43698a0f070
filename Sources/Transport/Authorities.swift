import Glibc

/// Where the system keeps the authorities that it trusts.
struct Authorities: Sendable {
    /// A folder with one file per authority, named by the hash of its subject; empty where there is none.
    var directory: String
    /// All authorities in one PEM file.
    var bundle: String

    static let system = find()

    /// OpenSSL looks authorities up in a hashed folder one at a time, which costs microseconds; reading a bundle of a
    /// hundred and more costs milliseconds for each connection, so it serves only where there is no such folder.
    private static func find() -> Authorities {
        let directories = ["/etc/ssl/certs", "/etc/pki/tls/certs", "/etc/pki/ca-trust/extracted/pem/directory-hash"]
        let bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"]
        return Authorities(
            directory: directories.first(where: isHashed) ?? "",
            bundle: bundles.first { access($0, R_OK) == 0 } ?? ""
        )
    }

    /// Whether the folder holds names such as `4a6481c9.0`.
    private static func isHashed(_ path: String) -> Bool {
        guard let folder = opendir(path) else { return false }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let isHash = withUnsafeBytes(of: &entry.pointee.d_name) { name in
                name[8] == UInt8(ascii: ".") && name[..<8].allSatisfy { isHexDigit($0) } && name[9] == UInt8(ascii: "0")
            }
            if isHash { return true }
        }
        return false
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
