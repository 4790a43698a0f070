import HTTPServer
import MailCore

/// One side's login, as the visitor typed it.
struct AccountForm: Equatable {
    var service = "imap"
    var server = ""
    var security = "tls"
    var port = ""
    var user = ""
    var mechanism = ""

    init() {}

    init(_ form: Form) {
        service = form.contains("service") ? form["service"] : "imap"
        server = form["server"].trimmingWhitespace
        security = form["security"]
        port = form["port"].trimmingWhitespace
        user = form["user"].trimmingWhitespace
        mechanism = form["mechanism"]
        forgive()
    }

    init(_ endpoint: Endpoint) {
        service = endpoint.service.rawValue
        server = endpoint.host
        security = endpoint.security.rawValue
        port = endpoint.port == Endpoint.defaultPort(endpoint.service, endpoint.security) ? "" : String(endpoint.port)
        user = endpoint.user
    }

    /// The endpoint that it names, or what is to be corrected.
    func endpoint(_ say: (String) -> String) throws(Complaints) -> Endpoint {
        var complaints = Complaints()
        if server.isEmpty {
            complaints.add("server", say("field.serverMissing"))
        } else if !AccountForm.isHost(server) {
            complaints.add("server", say("field.serverMalformed"))
        }
        let number = Int(port)
        if !port.isEmpty, !(number.map { (1...65535).contains($0) } ?? false) {
            complaints.add("port", say("field.portMalformed"))
        }
        if user.isEmpty { complaints.add("user", say("field.userMissing")) }
        guard complaints.isEmpty else { throw complaints }
        return Endpoint(
            service: Capability.sources.first { $0.rawValue == service } ?? .imap,
            security: security == "starttls" ? .startTLS : .tls,
            host: server,
            port: number,
            user: user
        )
    }

    /// The credential: the password as it was typed, spaces and all.
    func credential(_ password: String, _ say: (String) -> String) throws(Complaints) -> Credential {
        guard !password.isEmpty else { throw .about("password", say("field.passwordMissing")) }
        guard !password.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
            throw .about("password", say("field.passwordUnusable"))
        }
        let secret = Redacted(password)
        let mechanism = Credential.Mechanism(rawValue: mechanism)
        let isToken = mechanism == .xoauth2 || mechanism == .oauthbearer
        return Credential(isToken ? .token(secret) : .password(secret), mechanism: mechanism)
    }

    /// A pasted URL or `host:port` is taken apart; a port that stands for the other encryption is left as typed.
    private mutating func forgive() {
        if let scheme = server.firstRange(of: "://") {
            let name = server[..<scheme.lowerBound].lowercased()
            if name.hasPrefix("pop") { service = "pop3" }
            server = String(server[scheme.upperBound...].prefix { $0 != "/" })
            if let at = server.lastIndex(of: "@") { server = String(server[server.index(after: at)...]) }
        }
        if port.isEmpty, let colon = server.lastIndex(of: ":"), server.firstIndex(of: ":") == colon {
            port = String(server[server.index(after: colon)...])
            server = String(server[..<colon])
        }
        while server.hasSuffix(".") { server.removeLast() }
    }

    /// A host name or address; names beyond ASCII are for the resolver to judge.
    private static func isHost(_ text: String) -> Bool {
        text.utf8.count <= 253 && !text.hasPrefix("-")
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value > 127 || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || ".-_:[]".unicodeScalars.contains(scalar)
            }
    }
}

extension String {
    /// Without white space at both ends.
    var trimmingWhitespace: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
