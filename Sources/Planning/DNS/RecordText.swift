public import MailCore

extension DNSRecord.Value {
    /// The value as zone editors take it: names without the final dot, texts without quotes.
    public var plain: String {
        switch self {
        case .address(let text), .name(let text), .text(let text), .octets(let text): text
        case .mail(let preference, let host): "\(preference) \(host.isEmpty ? "." : host)"
        case .service(let place):
            "\(place.priority) \(place.weight) \(place.port) \(place.host.isEmpty ? "." : place.host)"
        case .start(let host, let serial): "\(host) \(serial)"
        }
    }

    /// The value as zone files have it (RFC 1035 §5.1): names with the final dot, texts quoted in parts of 255 octets.
    public var master: String {
        switch self {
        case .address(let text): text
        case .name(let name): "\(name)."
        case .mail(let preference, let host): "\(preference) \(host)."
        case .service(let place): "\(place.priority) \(place.weight) \(place.port) \(place.host)."
        case .text(let text): DNSRecord.Value.quoted(text)
        // Generic form (RFC 3597 §5).
        case .octets(let digits): "\\# \(digits.utf8.count / 2) \(digits)"
        case .start(let host, let serial): "\(host). . \(serial) 0 0 0 0"
        }
    }

    /// The longest character-string (RFC 1035 §3.3).
    static let stringLimit = 255

    private static func quoted(_ text: String) -> String {
        let octets = Array(text.utf8)
        guard !octets.isEmpty else { return "\"\"" }
        return stride(from: 0, to: octets.count, by: stringLimit).map { begin in
            let part = octets[begin..<min(begin + stringLimit, octets.count)]
            return "\"" + part.map(escaped).joined() + "\""
        }.joined(separator: " ")
    }

    private static func escaped(_ octet: UInt8) -> String {
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return "\\" + String(Unicode.Scalar(octet))
        case 32..<127: return String(Unicode.Scalar(octet))
        default:
            let digits = String(octet)
            return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
    }
}
