/// Where a mailbox is reached: service, host, port, security and user name; never a password.
public struct Endpoint: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The protocol spoken there.
    public enum Service: String, Hashable, Codable, Sendable {
        case imap, pop3, dav, sieve
    }

    /// How the connection is encrypted.
    public enum Security: String, Hashable, Codable, Sendable {
        /// TLS from the first byte.
        case tls
        /// TLS after STARTTLS, STLS.
        case startTLS = "starttls"
    }

    /// The protocol spoken there.
    public var service: Service
    /// How the connection is encrypted.
    public var security: Security
    /// The host name or address, lower case; an IPv6 address without brackets.
    public var host: String
    /// The TCP port.
    public var port: Int
    /// The user name, decoded.
    public var user: String
    /// The path of an HTTP service, percent-encoded; empty elsewhere.
    public var path: String

    /// An endpoint; `port` defaults to the service's own.
    public init(
        service: Service,
        security: Security,
        host: String,
        port: Int? = nil,
        user: String,
        path: String = ""
    ) {
        self.service = service
        self.security = security
        self.host = host.lowercased()
        self.port = port ?? Endpoint.defaultPort(service, security)
        self.user = user
        self.path = path
    }

    /// The registered port of a service.
    public static func defaultPort(_ service: Service, _ security: Security) -> Int {
        switch (service, security) {
        case (.imap, .tls): 993
        case (.imap, .startTLS): 143
        case (.pop3, .tls): 995
        case (.pop3, .startTLS): 110
        case (.dav, .tls): 443
        case (.dav, .startTLS): 80
        case (.sieve, _): 4190
        }
    }

    /// The URL form of DESIGN §4, without a password.
    public var description: String {
        let name = user.isEmpty ? "" : "\(Endpoint.encode(user))@"
        let address = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)://\(name)\(address):\(port)\(path)"
    }

    private var scheme: String {
        switch (service, security) {
        case (.imap, .tls): "imaps"
        case (.imap, .startTLS): "imap"
        case (.pop3, .tls): "pop3s"
        case (.pop3, .startTLS): "pop3"
        case (.dav, .tls): "https"
        case (.dav, .startTLS): "http"
        case (.sieve, _): "sieve"
        }
    }

    /// Percent-encodes all but RFC 3986's unreserved characters.
    private static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
