extension Endpoint {
    /// Why a URL is no endpoint.
    public enum URLError: Error, Hashable, Sendable {
        case unknownScheme(String)
        case missingHost
        case missingUser
        case badPort(String)
        case badPercentEncoding
        /// A password in a URL would be seen in process lists and logs.
        case passwordInURL
    }

    /// Reads the URL form of DESIGN §4: `imaps://user@host[:993]`, `imap://`, `pop3s://`, `pop3://`, `https://`, `sieve://`.
    public init(url text: String) throws(URLError) {
        guard let colon = text.firstRange(of: "://") else { throw .unknownScheme(text) }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard let (service, security) = Endpoint.schemes[scheme] else { throw .unknownScheme(scheme) }
        let rest = text[colon.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        var user = ""
        if let at = authority.lastIndex(of: "@") {
            guard !authority[..<at].contains(":") else { throw .passwordInURL }
            user = try Endpoint.decode(authority[..<at])
            authority = authority[authority.index(after: at)...]
        }
        let (host, port) = try Endpoint.split(authority)
        guard !host.isEmpty else { throw .missingHost }
        guard !user.isEmpty || service == .dav else { throw .missingUser }
        let path = service == .dav ? String(rest[slash...]) : ""
        self.init(service: service, security: security, host: host, port: port, user: user, path: path)
    }

    private static let schemes: [String: (Service, Security)] = [
        "imaps": (.imap, .tls), "imap": (.imap, .startTLS), "pop3s": (.pop3, .tls), "pop3": (.pop3, .startTLS),
        "https": (.dav, .tls), "http": (.dav, .startTLS), "sieve": (.sieve, .startTLS),
    ]

    private static func split(_ authority: Substring) throws(URLError) -> (host: String, port: Int?) {
        var host = authority
        var portText: Substring?
        if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<close]
            let after = authority[authority.index(after: close)...]
            if after.hasPrefix(":") { portText = after.dropFirst() }
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        guard let portText else { return (String(host), nil) }
        guard let port = Int(portText), (1...65535).contains(port) else { throw .badPort(String(portText)) }
        return (String(host), port)
    }

    private static func decode(_ text: Substring) throws(URLError) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                throw .badPercentEncoding
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .badPercentEncoding }
        return decoded
    }
}
