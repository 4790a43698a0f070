import MailCore

extension ResponseReader {
    /// What follows the condition: `[code] text`, both optional; never fails, as what is no code is text.
    mutating func status(_ condition: StatusResponse.Condition) -> StatusResponse {
        var code: ResponseCode?
        if peek == UInt8(ascii: "["), let end = codeEnd() {
            position += 1
            code = responseCode(upTo: end)
            position = end + 1
            skipSpaces()
        }
        return StatusResponse(condition, code: code, text: string(min(position, text.count)..<text.count))
    }

    /// Where the code's bracket closes: outside strings and parentheses, or else wherever the first one stands.
    private func codeEnd() -> Int? {
        var depth = 0
        var isQuoted = false
        var index = position + 1
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\\") where isQuoted: index += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "(") where !isQuoted: depth += 1
            case UInt8(ascii: ")") where !isQuoted: depth -= 1
            case UInt8(ascii: "]") where !isQuoted && depth <= 0: return index
            default: break
            }
            index += 1
        }
        return text[position...].firstIndex(of: UInt8(ascii: "]"))
    }

    private func responseCode(upTo end: Int) -> ResponseCode {
        var frame = Frame()
        frame.text = Array(text[position..<end])
        var reader = ResponseReader(frame, limits)
        let name = reader.word()
        let upper = reader.string(name).uppercased()
        reader.skipSpaces()
        let rest = reader.string(reader.position..<reader.text.count)
        if let simple = ResponseReader.simpleCodes[upper] { return simple }
        do {
            return try reader.codeArguments(name) ?? .other(upper, rest)
        } catch {
            return .other(upper, rest)
        }
    }

    private mutating func codeArguments(_ name: Range<Int>) throws(Fault) -> ResponseCode? {
        if matches(name, "CAPABILITY") { return .capability(Capabilities(try names())) }
        if matches(name, "PERMANENTFLAGS") { return .permanentFlags(try flags()) }
        if matches(name, "UIDNEXT") { return .uidNext(try number32()) }
        if matches(name, "UIDVALIDITY") { return .uidValidity(try number32()) }
        if matches(name, "UNSEEN") { return .unseen(try number32()) }
        if matches(name, "HIGHESTMODSEQ") { return .highestModSeq(try number()) }
        if matches(name, "APPENDUID") { return .appendUID(validity: try validity(), try set()) }
        if matches(name, "COPYUID") {
            let validity = try validity()
            let source = try set()
            skipSpaces()
            return .copyUID(validity: validity, source: source, destination: try set())
        }
        if matches(name, "MODIFIED") { return .modified(try set()) }
        if matches(name, "MAILBOXID") {
            _ = take("(")
            return .mailboxID(try atomText())
        }
        if matches(name, "BADCHARSET") { return .badCharset(try charsets()) }
        return nil
    }

    private mutating func validity() throws(Fault) -> UInt32 {
        let validity = try number32()
        skipSpaces()
        return validity
    }

    private mutating func charsets() throws(Fault) -> [String] {
        guard take("(") else { return [] }
        var names: [String] = []
        skipSpaces()
        while !take(")") {
            names.append(String(decoding: try astring(), as: UTF8.self))
            guard names.count <= limits.elements else { throw .overLimit(.elements) }
            skipSpaces()
        }
        return names
    }

    private static let simpleCodes: [String: ResponseCode] = [
        "ALERT": .alert, "READ-ONLY": .readOnly, "READ-WRITE": .readWrite, "TRYCREATE": .tryCreate,
        "NOMODSEQ": .noModSeq, "AUTHENTICATIONFAILED": .authenticationFailed,
        "AUTHORIZATIONFAILED": .authorizationFailed, "EXPIRED": .expired, "PRIVACYREQUIRED": .privacyRequired,
        "CONTACTADMIN": .contactAdmin, "UNAVAILABLE": .unavailable, "INUSE": .inUse, "THROTTLED": .throttled,
        "CLOSED": .closed, "LIMIT": .limit, "OVERQUOTA": .overQuota, "TOOBIG": .tooBig,
        "ALREADYEXISTS": .alreadyExists, "NONEXISTENT": .nonexistent, "CANNOT": .cannot, "NOPERM": .noPerm,
        "UIDNOTSTICKY": .uidNotSticky, "USEATTR": .useAttr, "SERVERBUG": .serverBug, "CLIENTBUG": .clientBug,
        "CORRUPTION": .corruption, "PARSE": .parse, "UNKNOWN-CTE": .unknownCTE,
        "COMPRESSIONACTIVE": .compressionActive,
    ]
}
