/// `multipart/form-data` (RFC 7578) held in memory, for forms without files.
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

    /// Reads all parts as fields.
    static func form(of bytes: [UInt8], boundary: [UInt8], maxFields: Int) throws(BodyError) -> Form {
        let delimiter = Array("\r\n--".utf8) + boundary
        var rest = (Array("\r\n".utf8) + bytes)[...]
        guard let start = rest.firstRange(of: delimiter) else { throw .malformed }
        rest = rest[start.upperBound...]
        var fields: [(String, String)] = []
        while !rest.starts(with: "--".utf8) {
            guard rest.starts(with: "\r\n".utf8), let end = rest.firstRange(of: delimiter),
                fields.count < maxFields
            else { throw .malformed }
            fields.append(try field(rest[rest.startIndex..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        return Form(fields)
    }

    private static func field(_ part: ArraySlice<UInt8>) throws(BodyError) -> (String, String) {
        guard let blank = part.firstRange(of: Array("\r\n\r\n".utf8)),
            let head = String(validating: part[..<blank.lowerBound], as: UTF8.self),
            let value = String(validating: part[blank.upperBound...], as: UTF8.self)
        else { throw .malformed }
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-disposition:") {
            guard line.firstRange(of: "filename") == nil else { throw .unsupportedType }
            guard let open = line.firstRange(of: "name=\""),
                let close = line[open.upperBound...].firstIndex(of: "\"")
            else { throw .malformed }
            return (unescape(line[open.upperBound..<close]), value)
        }
        throw .malformed
    }

    /// Browsers write `"`, CR and LF of a name as `%22`, `%0D` and `%0A`, and leave other percent signs alone.
    private static func unescape(_ name: Substring) -> String {
        String(name.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n"))
    }
}
