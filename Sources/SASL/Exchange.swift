public import MailCore

/// One authentication under way: octets in, octets out (RFC 4422 §3); the protocol around it adds base64 and commands.
///
/// ```
/// var exchange = try Exchange(.scramSHA256, as: identity, nonce: nonce)
/// send(exchange.initialResponse)                       // nil: the server speaks first
/// while challenged { send(try exchange.respond(to: challenge)) }
/// try exchange.finish()                                // after the server's success, never left out
/// ```
/// Texts go out as the UTF-8 they are given in: no SASLprep (RFC 4013), which servers do not agree on either. A password
/// that only differs in its normal form is refused by the server, never sent in several spellings.
public struct Exchange: Sendable {
    /// The mechanism spoken.
    public let mechanism: Credential.Mechanism
    /// What the client sends first, or nil where the server speaks first (RFC 4422 §5.1).
    public let initialResponse: [UInt8]?
    /// What the server said about a token that it refuses (JSON, RFC 7628 §3.2.3), for the technician.
    public private(set) var refusal: String?

    private var state: any Mechanism

    /// Begins an exchange; `nonce` is printable ASCII without comma, at least 18 random octets in base64, for SCRAM alone.
    public init(
        _ mechanism: Credential.Mechanism,
        as identity: Identity,
        nonce: String
    ) throws(SASLError) {
        self.mechanism = mechanism
        state =
            switch mechanism {
            case .plain: try Plain(identity)
            case .login: try Login(identity)
            case .cramMD5: try CRAMMD5(identity)
            case .scramSHA256: try SCRAM(identity, nonce: nonce)
            case .xoauth2: try XOAuth2(identity)
            case .oauthbearer: try OAuthBearer(identity)
            }
        initialResponse = state.initialResponse
    }

    /// The answer to a challenge.
    public mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        let response = try state.respond(to: challenge)
        refusal = state.refusal ?? refusal
        return response
    }

    /// Takes note of the server's success; throws where the server should have proven itself first and did not.
    public func finish() throws(SASLError) {
        guard state.mayFinish else { throw .endedEarly }
    }
}

extension Exchange: CustomStringConvertible, CustomReflectable {
    /// The mechanism's name, never a credential.
    public var description: String { "SASL \(mechanism.saslName)" }
    /// Never a credential.
    public var customMirror: Mirror { Mirror(self, children: ["mechanism": mechanism]) }
}

/// One mechanism's part of an ``Exchange``.
protocol Mechanism: Sendable {
    /// What the client sends first, if it does.
    var initialResponse: [UInt8]? { get }
    /// Whether the server may declare success now.
    var mayFinish: Bool { get }
    /// The server's explanation of its refusal, once it came.
    var refusal: String? { get }
    /// The answer to a challenge.
    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8]
}

extension Mechanism {
    var mayFinish: Bool { true }
    var refusal: String? { nil }
}
