/// Makes messages acceptable to servers that refuse what mailboxes really hold.
enum MessageRepair {
    private static let carriageReturn: UInt8 = 13
    private static let lineFeed: UInt8 = 10

    /// Whether a CR or LF stands alone.
    static func hasBareLineEnds(_ octets: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for octet in octets {
            if (octet == lineFeed) != (previous == carriageReturn) { return true }
            previous = octet
        }
        return previous == carriageReturn
    }

    /// Every bare CR and LF made CRLF.
    static func withLineEnds(_ octets: [UInt8]) -> [UInt8] {
        var repaired: [UInt8] = []
        repaired.reserveCapacity(octets.count + octets.count / 32)
        var previous: UInt8 = 0
        for octet in octets {
            if previous == carriageReturn, octet != lineFeed { repaired.append(lineFeed) }
            if octet == lineFeed, previous != carriageReturn { repaired.append(carriageReturn) }
            repaired.append(octet)
            previous = octet
        }
        if previous == carriageReturn { repaired.append(lineFeed) }
        return repaired
    }

    /// NUL, which no IMAP literal may hold, made a space.
    static func withoutNUL(_ octets: [UInt8]) -> [UInt8] { octets.map { $0 == 0 ? 32 : $0 } }
}
