/// One field of an HTTP message's header (RFC 9110 §5).
public struct HTTPField: Hashable, Sendable {
    /// The name, in any case.
    public var name: String
    /// The value.
    public var value: String

    /// A field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// An HTTP request; printing it shows no field and no body, for both may hold secrets.
public struct HTTPRequest: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The method, upper case.
    public var method: String
    /// The absolute URL, percent-encoded; no user name or password in it.
    public var url: String
    /// The header's fields, in order; Content-Length is added by the client.
    public var fields: [HTTPField]
    /// The body; empty for none.
    public var body: [UInt8]

    /// A request.
    public init(_ method: String, _ url: String, fields: [HTTPField] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
    }

    /// Method and URL.
    public var description: String { "\(method) \(url)" }
    /// Method and URL.
    public var customMirror: Mirror { Mirror(self, children: ["method": method, "url": url]) }
}

/// The answer to an ``HTTPRequest``.
public struct HTTPResponse: Hashable, Sendable {
    /// The status code.
    public var status: Int
    /// The fields of the last header, in order.
    public var fields: [HTTPField]
    /// The body, decoded.
    public var body: [UInt8]
    /// The URL that answered, after redirects.
    public var url: String

    /// An answer.
    public init(status: Int, fields: [HTTPField] = [], body: [UInt8] = [], url: String = "") {
        self.status = status
        self.fields = fields
        self.body = body
        self.url = url
    }

    /// The value of the first field of that name, in any case.
    public func first(_ name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }
}
