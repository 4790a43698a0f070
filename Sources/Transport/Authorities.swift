import CCurl
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

extension Authorities {
    /// Makes the handle trust the system's authorities and those of the file.
    func install(on handle: EasyHandle, besides file: String?) {
        if !directory.isEmpty {
            handle.set(CURLOPT_CAPATH, directory)
            handle.set(CURLOPT_CAINFO, file)
        } else if let file {
            // CURLOPT_CAINFO takes one file only, and a file that cannot be read must fail.
            var pem = Authorities.contents(of: bundle) ?? []
            guard let additional = Authorities.contents(of: file) else { return handle.set(CURLOPT_CAINFO, file) }
            pem.append(UInt8(ascii: "\n"))
            pem += additional
            pem.withUnsafeMutableBytes { bytes in
                var blob = curl_blob(data: bytes.baseAddress, len: bytes.count, flags: UInt32(CURL_BLOB_COPY))
                _ = easy_set_pointer(handle.curl, CURLOPT_CAINFO_BLOB, &blob)
            }
        } else {
            handle.set(CURLOPT_CAINFO, bundle)
        }
    }

    private static func contents(of path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var contents: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { contents += piece[..<count] }
        return ferror(file) == 0 ? contents : nil
    }
}
