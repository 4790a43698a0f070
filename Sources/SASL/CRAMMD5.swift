import Crypto
import MailCore

/// The user name and a keyed MD5 of the server's challenge (RFC 2195).
struct CRAMMD5: Mechanism {
    private let user: [UInt8]
    private let password: [UInt8]
    private var hasAnswered = false

    init(_ identity: Identity) throws(SASLError) {
        user = try identity.authenticationID()
        password = try identity.password()
    }

    var initialResponse: [UInt8]? { nil }
    var mayFinish: Bool { hasAnswered }

    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        guard !hasAnswered else { throw .malformedChallenge }
        hasAnswered = true
        let code = HMAC<Insecure.MD5>.authenticationCode(for: challenge, using: SymmetricKey(data: password))
        return user + [UInt8(ascii: " ")] + hexadecimal(code)
    }

    private func hexadecimal(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}
