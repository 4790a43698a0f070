import MailCore

/// `user=… ^A auth=Bearer … ^A ^A`, as Google and Microsoft defined it before RFC 7628.
struct XOAuth2: Mechanism {
    private let message: [UInt8]
    private(set) var refusal: String?

    init(_ identity: Identity) throws(SASLError) {
        message = Array("user=\(try identity.bearerUser())\u{1}auth=Bearer \(try identity.token())\u{1}\u{1}".utf8)
    }

    var initialResponse: [UInt8]? { message }

    /// A challenge that is not empty says why the token is refused; the empty answer makes the server end the exchange.
    mutating func respond(to challenge: [UInt8]) -> [UInt8] {
        guard !challenge.isEmpty else { return message }
        refusal = String(decoding: challenge, as: UTF8.self)
        return []
    }
}

/// An OAuth bearer token with the server's name (RFC 7628).
struct OAuthBearer: Mechanism {
    private let message: [UInt8]
    private(set) var refusal: String?

    init(_ identity: Identity) throws(SASLError) {
        let acting = identity.credential.authorizationID ?? identity.user
        guard !acting.utf8.contains(where: { $0 == 0 || $0 == 1 }) else { throw .unusableCredential }
        let name = saslName(acting)
        message = Array(
            """
            n,a=\(name),\u{1}host=\(identity.host)\u{1}port=\(identity.port)\u{1}auth=Bearer \(try identity.token())\u{1}\u{1}
            """.utf8
        )
    }

    var initialResponse: [UInt8]? { message }

    /// The server explains its refusal and waits for a single ^A (RFC 7628 §3.2.3).
    mutating func respond(to challenge: [UInt8]) -> [UInt8] {
        guard !challenge.isEmpty else { return message }
        refusal = String(decoding: challenge, as: UTF8.self)
        return [1]
    }
}

/// A name with `=` and `,` escaped (RFC 5801 §4, `saslname`).
func saslName(_ name: String) -> String {
    name.unicodeScalars.reduce(into: "") { text, scalar in
        switch scalar {
        case "=": text += "=3D"
        case ",": text += "=2C"
        default: text.unicodeScalars.append(scalar)
        }
    }
}

extension Identity {
    /// The token; a control character would end the message's field.
    fileprivate func token() throws(SASLError) -> String {
        guard case .token(let token) = credential.secret else { throw .wrongSecret }
        guard !token.exposed.utf8.contains(where: { $0 <= 32 || $0 == 127 }) else { throw .unusableCredential }
        return token.exposed
    }

    fileprivate func bearerUser() throws(SASLError) -> String {
        guard !user.utf8.contains(where: { $0 == 0 || $0 == 1 }) else { throw .unusableCredential }
        return user
    }
}
