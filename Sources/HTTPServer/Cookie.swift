/// A cookie to be set (RFC 6265); `HttpOnly` and `SameSite=Lax` unless said otherwise.
public struct Cookie: Hashable, Sendable {
    /// Whether other sites' requests carry it.
    public enum SameSite: String, Hashable, Sendable {
        case lax = "Lax"
        case strict = "Strict"
    }

    /// The name, a token.
    public var name: String
    /// The value; sent percent-encoded, so that any text comes back.
    public var value: String
    /// Seconds that it lives; nil ends it with the browser, 0 removes it.
    public var maxAge: Int?
    /// The path that it is sent to.
    public var path: String
    /// Whether scripts cannot read it.
    public var httpOnly: Bool
    /// Whether other sites' requests carry it.
    public var sameSite: SameSite

    /// A cookie; the server adds `Secure` whenever the request came over TLS.
    public init(
        _ name: String,
        _ value: String,
        maxAge: Int? = nil,
        path: String = "/",
        httpOnly: Bool = true,
        sameSite: SameSite = .lax
    ) {
        self.name = name
        self.value = value
        self.maxAge = maxAge
        self.path = path
        self.httpOnly = httpOnly
        self.sameSite = sameSite
    }

    /// The value of `Set-Cookie`.
    func field(secure: Bool) -> String {
        var text = "\(name)=\(PercentEncoding.encode(value)); Path=\(path)"
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        if httpOnly { text += "; HttpOnly" }
        if secure { text += "; Secure" }
        return text + "; SameSite=\(sameSite.rawValue)"
    }

    /// The cookies of a request by name; of several with one name, the first.
    static func parse(_ headers: Headers) -> [String: String] {
        var cookies: [String: String] = [:]
        for pair in headers.all("Cookie").flatMap({ $0.split(separator: ";") }) {
            guard let equals = pair.firstIndex(of: "=") else { continue }
            let name = pair[..<equals].trimmed
            let raw = pair[pair.index(after: equals)...].trimmed
            guard !name.isEmpty, cookies[name] == nil, let value = PercentEncoding.decodeText(raw.utf8) else {
                continue
            }
            cookies[name] = value
        }
        return cookies
    }
}
