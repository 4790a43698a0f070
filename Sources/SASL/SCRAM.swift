import Crypto
import CryptoExtras
import MailCore

/// SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677): the password never crosses the wire, and the server proves
/// that it knows it too.
///
/// ```
/// C: n,,n=user,r=rOprNGfwEbeRWgbNEkqO
/// S: r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096
/// C: c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=
/// S: v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=
/// ```
struct SCRAM: Mechanism {
    /// What is expected next.
    private enum Step {
        /// The server's nonce, salt and iteration count.
        case serverFirst
        /// The server's signature, which must be this one.
        case serverFinal(signature: [UInt8])
        /// Nothing: the server has proven itself.
        case complete
    }

    /// The rounds that a server may ask for.
    ///
    /// RFC 7677 §4 demands 4,096 at least, which is what servers use unless told otherwise; some are told 100,000, or the
    /// 600,000 that OWASP advises. More is refused: that many take half a second, on a queue of their own.
    static let iterations = 4_096...mostIterations
    private static let mostIterations = 600_000

    private let password: [UInt8]
    private let nonce: String
    private let gs2Header: String
    private let firstBare: String
    private var step = Step.serverFirst

    init(_ identity: Identity, nonce: String) throws(SASLError) {
        password = try identity.password()
        _ = try identity.authenticationID()
        _ = try identity.authorizationID()
        self.nonce = nonce
        gs2Header = identity.credential.authorizationID.map { "n,a=\(saslName($0))," } ?? "n,,"
        firstBare = "n=\(saslName(identity.user)),r=\(nonce)"
    }

    var initialResponse: [UInt8]? { Array((gs2Header + firstBare).utf8) }

    var mayFinish: Bool {
        if case .complete = step { true } else { false }
    }

    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        switch step {
        case .serverFirst where challenge.isEmpty:
            return Array((gs2Header + firstBare).utf8)
        case .serverFirst:
            return try proof(serverFirst: challenge)
        case .serverFinal(let signature):
            try verify(challenge, signature)
            step = .complete
            return []
        case .complete:
            throw .malformedChallenge
        }
    }

    private mutating func proof(serverFirst challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        let serverFirst = try ServerFirst(challenge, clientNonce: nonce)
        let salted = try SCRAM.saltedPassword(password, serverFirst.salt, serverFirst.iterations)
        let withoutProof = "c=\(Base64.encode(Array(gs2Header.utf8))),r=\(serverFirst.nonce)"
        let authMessage = Array(firstBare.utf8) + [UInt8(ascii: ",")] + challenge + Array(",\(withoutProof)".utf8)
        let clientKey = SCRAM.code(Array("Client Key".utf8), key: salted)
        let clientSignature = SCRAM.code(authMessage, key: Array(SHA256.hash(data: clientKey)))
        let proof = zip(clientKey, clientSignature).map { $0 ^ $1 }
        let serverKey = SCRAM.code(Array("Server Key".utf8), key: salted)
        step = .serverFinal(signature: SCRAM.code(authMessage, key: serverKey))
        return Array("\(withoutProof),p=\(Base64.encode(proof))".utf8)
    }

    private func verify(_ challenge: [UInt8], _ expected: [UInt8]) throws(SASLError) {
        let text = String(decoding: challenge, as: UTF8.self)
        let first = text.split(separator: ",", omittingEmptySubsequences: false)[0]
        if first.hasPrefix("e=") { throw .refused(String(first.dropFirst(2).prefix(200))) }
        guard first.hasPrefix("v="), let signature = Base64.decode(Array(first.dropFirst(2).utf8)) else {
            throw .malformedChallenge
        }
        guard signature == expected else { throw .wrongServerSignature }
    }

    private static func saltedPassword(
        _ password: [UInt8],
        _ salt: [UInt8],
        _ iterations: Int
    ) throws(SASLError) -> [UInt8] {
        do {
            let key = try KDF.Insecure.PBKDF2.deriveKey(
                from: password,
                salt: salt,
                using: .sha256,
                outputByteCount: SHA256.byteCount,
                unsafeUncheckedRounds: iterations
            )
            return key.withUnsafeBytes { Array($0) }
        } catch {
            throw .malformedChallenge
        }
    }

    private static func code(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }
}
