import FoundationEssentials

/// Octets as GRDB takes them.
enum Blob {
    static func data(_ bytes: [UInt8]) -> Data { Data(bytes) }
    static func bytes(_ data: Data) -> [UInt8] { Array(data) }
}
