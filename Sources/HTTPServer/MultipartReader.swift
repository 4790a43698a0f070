/// `multipart/form-data` (RFC 7578) read as it arrives, for forms with files: nothing but a piece is held in memory.
///
/// Take the parts one after the other, and of each its octets to their end.
public actor MultipartReader {
    /// One part of the form.
    public struct Part: Hashable, Sendable {
        /// The control's name.
        public var name: String
        /// What the file is called at the sender's; nil for a field without a file.
        public var fileName: String?
    }

    private let body: RequestBody
    private let delimiter: [UInt8]
    /// What came and was not given yet; it begins as if a line had ended before.
    private var rest: [UInt8] = Array("\r\n".utf8)
    private var isInPart = false

    /// A reader of the request's form; nil where it is of another type.
    public init?(_ request: Request) {
        let type = request.headers["Content-Type"] ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data"), let boundary = Multipart.boundary(of: type) else {
            return nil
        }
        body = request.body
        delimiter = Array("\r\n--".utf8) + boundary
    }

    /// The next part; what was not taken of the one before is dropped.
    ///
    /// - Returns: The part; nil at the end.
    public func nextPart() async throws(BodyError) -> Part? {
        while try await next(dropping: true) != nil {}
        try await fill(to: delimiter.count + 2)
        guard rest.starts(with: delimiter) else { throw .malformed }
        let after = rest.dropFirst(delimiter.count)
        if after.starts(with: "--".utf8) { return nil }
        guard after.starts(with: "\r\n".utf8) else { throw .malformed }
        rest.removeFirst(delimiter.count)
        let head = try await head()
        isInPart = true
        return try MultipartReader.part(head)
    }

    /// The next octets of the part, never empty; nil at its end.
    public func next() async throws(BodyError) -> [UInt8]? { try await next(dropping: false) }

    /// The part as text.
    public func text(limit: Int) async throws(BodyError) -> String {
        var octets: [UInt8] = []
        while let piece = try await next() {
            octets += piece
            guard octets.count <= limit else { throw .tooLarge(limit: limit) }
        }
        guard let text = String(validating: octets, as: UTF8.self) else { throw .malformed }
        return text
    }

    private func next(dropping: Bool) async throws(BodyError) -> [UInt8]? {
        guard isInPart || dropping else { return nil }
        while true {
            if let end = MultipartReader.place(of: delimiter, in: rest) {
                let piece = Array(rest[..<end])
                rest.removeFirst(end)
                if piece.isEmpty {
                    isInPart = false
                    return nil
                }
                return piece
            }
            // The beginning of a delimiter may be at the end of what is there.
            let sure = rest.count - delimiter.count
            if sure > 0 {
                let piece = Array(rest[..<sure])
                rest.removeFirst(sure)
                return piece
            }
            guard let more = try await body.next() else { throw .malformed }
            rest += more
        }
    }

    /// The header section of a part, without the blank line at its end.
    private func head() async throws(BodyError) -> String {
        let blank = Array("\r\n\r\n".utf8)
        while true {
            if let end = MultipartReader.place(of: blank, in: rest) {
                let head = String(validating: rest[..<end], as: UTF8.self)
                rest.removeFirst(end + blank.count)
                guard let head else { throw .malformed }
                // A part without octets ends at once: its delimiter begins with this line end.
                if rest.starts(with: delimiter.dropFirst(2)) { rest.insert(contentsOf: Array("\r\n".utf8), at: 0) }
                return head
            }
            guard rest.count < MultipartReader.mostHead, let more = try await body.next() else { throw .malformed }
            rest += more
        }
    }

    private static let mostHead = 8 * 1024

    private func fill(to count: Int) async throws(BodyError) {
        while rest.count < count {
            guard let more = try await body.next() else { throw .malformed }
            rest += more
        }
    }

    private static func part(_ head: String) throws(BodyError) -> Part {
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-disposition:") {
            guard let name = parameter("name", of: line) else { throw .malformed }
            return Part(name: name, fileName: parameter("filename", of: line))
        }
        throw .malformed
    }

    private static func parameter(_ name: String, of line: Substring) -> String? {
        guard let open = line.firstRange(of: "; \(name)=\""),
            let close = line[open.upperBound...].firstIndex(of: "\"")
        else { return nil }
        return Multipart.unescape(line[open.upperBound..<close])
    }

    /// Where the octets are: looked for by their first one, which is rare.
    private static func place(of wanted: [UInt8], in octets: [UInt8]) -> Int? {
        octets.withUnsafeBufferPointer { octets in
            var place = 0
            while place + wanted.count <= octets.count {
                guard let found = octets[place...].firstIndex(of: wanted[0]), found + wanted.count <= octets.count
                else { return nil }
                if octets[found..<(found + wanted.count)].elementsEqual(wanted) { return found }
                place = found + 1
            }
            return nil
        }
    }
}
