/// A picture of the operator's: an SVG that runs nothing, or a PNG.
public struct Logo: Sendable, Hashable {
    /// Why a file is no logo, as the end of a sentence.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// The words.
        public let description: String
    }

    /// The most octets.
    public static let maxBytes = 256 * 1024

    /// Its octets.
    let bytes: [UInt8]
    /// The name that it is served by.
    let file: String

    /// Takes a file's octets.
    ///
    /// - Throws: Where it is neither, too large, or holds what a picture does not need.
    public init(_ bytes: [UInt8]) throws(Fault) {
        guard bytes.count <= Logo.maxBytes else { throw Fault(description: "is larger than 256 KiB") }
        self.bytes = bytes
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            file = "logo.png"
            return
        }
        guard let text = String(validating: bytes, as: UTF8.self)?.lowercased(), text.contains("<svg") else {
            throw Fault(description: "is neither SVG nor PNG")
        }
        if let word = Logo.forbidden.first(where: text.contains) {
            throw Fault(description: "holds \(word), which a picture does not need")
        }
        file = "logo.svg"
    }

    /// The picture would be shown by `<img>`, where none of this has effect; opened by itself it must have none either.
    private static let forbidden = [
        "<script", "<foreignobject", "<!entity", "<!doctype", "javascript:", "<iframe", "onload=",
    ]
}
