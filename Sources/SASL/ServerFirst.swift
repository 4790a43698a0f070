/// The server's first message of SCRAM: `r=` nonce `,s=` salt `,i=` iterations (RFC 5802 §7).
struct ServerFirst {
    let nonce: String
    let salt: [UInt8]
    let iterations: Int

    init(_ challenge: [UInt8], clientNonce: String) throws(SASLError) {
        guard let text = String(validating: challenge, as: UTF8.self), challenge.count <= 4096 else {
            throw .malformedChallenge
        }
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        if let first = fields.first, first.hasPrefix("e=") { throw .refused(String(first.dropFirst(2).prefix(200))) }
        // An `m=` field first announces an extension that we must not ignore; it fails here like anything unknown.
        guard fields.count >= 3, fields[0].hasPrefix("r="), fields[1].hasPrefix("s="), fields[2].hasPrefix("i=") else {
            throw .malformedChallenge
        }
        nonce = String(fields[0].dropFirst(2))
        guard nonce.hasPrefix(clientNonce), nonce.utf8.count > clientNonce.utf8.count,
            let salt = Base64.decode(Array(fields[1].dropFirst(2).utf8)), !salt.isEmpty,
            let iterations = Int(fields[2].dropFirst(2))
        else { throw .malformedChallenge }
        guard SCRAM.iterations.contains(iterations) else { throw .iterationsOutOfRange }
        self.salt = salt
        self.iterations = iterations
    }
}
