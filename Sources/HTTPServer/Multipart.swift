/// `multipart/form-data` (RFC 7578) held in memory, for forms without files, or with small ones that are text.
enum Multipart {
    /// The boundary that a content type names.
    static func boundary(of contentType: String) -> [UInt8]? {
        for parameter in contentType.split(separator: ";").dropFirst() {
            guard let equals = parameter.firstIndex(of: "="), Headers.same(parameter[..<equals].trimmed, "boundary")
            else { continue }
            let value = parameter[parameter.index(after: equals)...].trimmed.filter { $0 != "\"" }
            return (1...70).contains(value.utf8.count) ? Array(value.utf8) : nil
        }
        return nil
    }

    /// Reads all parts as fields; those with a file only where files of text are taken.
    static func form(
        of bytes: [UInt8],
        boundary: [UInt8],
        maxFields: Int,
        takesText: Bool = false
    ) throws(BodyError) -> Form {
        let delimiter = Array("\r\n--".utf8) + boundary
        var rest = (Array("\r\n".utf8) + bytes)[...]
        guard let start = rest.firstRange(of: delimiter) else { throw .malformed }
        rest = rest[start.upperBound...]
        var fields: [(String, String)] = []
        while !rest.starts(with: "--".utf8) {
            guard rest.starts(with: "\r\n".utf8), let end = rest.firstRange(of: delimiter),
                fields.count < maxFields
            else { throw .malformed }
            fields.append(try field(rest[rest.startIndex..<end.lowerBound], takesText: takesText))
            rest = rest[end.upperBound...]
        }
        return Form(fields)
    }

    private static func field(_ part: ArraySlice<UInt8>, takesText: Bool) throws(BodyError) -> (String, String) {
        guard let blank = part.firstRange(of: Array("\r\n\r\n".utf8)),
            let head = String(validating: part[..<blank.lowerBound], as: UTF8.self)
        else { throw .malformed }
        let bytes = part[blank.upperBound...]
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-disposition:") {
            let isFile = line.firstRange(of: "filename") != nil
            guard !isFile || takesText else { throw .unsupportedType }
            guard let value = isFile ? text(of: bytes) : String(validating: bytes, as: UTF8.self) else {
                throw .malformed
            }
            guard let open = line.firstRange(of: "name=\""),
                let close = line[open.upperBound...].firstIndex(of: "\"")
            else { throw .malformed }
            return (unescape(line[open.upperBound..<close]), value)
        }
        throw .malformed
    }

    /// A file of text: UTF-8, else what spreadsheets write in the West (Windows-1252).
    private static func text(of bytes: ArraySlice<UInt8>) -> String {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let bytes = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var text = "".unicodeScalars
        for byte in bytes {
            let code = (0x80..<0xA0).contains(byte) ? windows[Int(byte) - 0x80] : UInt32(byte)
            text.append(Unicode.Scalar(code) ?? "\u{FFFD}")
        }
        return String(text)
    }

    /// What Windows-1252 has in place of the control characters of ISO 8859-1; the replacement character where nothing is.
    private static let windows: [UInt32] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
        0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0xFFFD, 0x017E, 0x0178,
    ]

    /// Browsers write `"`, CR and LF of a name as `%22`, `%0D` and `%0A`, and leave other percent signs alone.
    static func unescape(_ name: Substring) -> String {
        String(name.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n"))
    }
}
