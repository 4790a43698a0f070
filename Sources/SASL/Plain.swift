import MailCore

/// `authzid NUL authcid NUL password` in one message (RFC 4616).
struct Plain: Mechanism {
    private let message: [UInt8]

    init(_ identity: Identity) throws(SASLError) {
        let password = try identity.password()
        let authorizationID = try identity.authorizationID()
        message = authorizationID + [0] + (try identity.authenticationID()) + [0] + password
    }

    var initialResponse: [UInt8]? { message }

    /// A server without SASL-IR challenges with nothing first.
    func respond(to challenge: [UInt8]) -> [UInt8] { message }
}

extension Identity {
    /// The password's octets; NUL ends texts in too many servers, so no mechanism gets one.
    func password() throws(SASLError) -> [UInt8] {
        guard case .password(let password) = credential.secret else { throw .wrongSecret }
        return try Identity.octets(password.exposed)
    }

    /// The user name's octets.
    func authenticationID() throws(SASLError) -> [UInt8] { try Identity.octets(user) }

    /// The octets of the identity to act as; empty where there is none.
    func authorizationID() throws(SASLError) -> [UInt8] { try Identity.octets(credential.authorizationID ?? "") }

    private static func octets(_ text: String) throws(SASLError) -> [UInt8] {
        guard !text.utf8.contains(0) else { throw .unusableCredential }
        return Array(text.utf8)
    }
}
