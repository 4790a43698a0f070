internal import MailCore

/// Makes messages acceptable to servers that refuse what mailboxes really hold; in pieces of any size.
struct MessageRepair {
    private let replacesNUL: Bool
    private let mendsLineEnds: Bool
    private var header: HeaderEncoding?
    private var previous: UInt8 = 0

    /// A repair that costs the message no more than these losses; those that do not concern its octets change nothing.
    init(_ losses: [Loss]) {
        replacesNUL = losses.contains(.nul)
        mendsLineEnds = losses.contains(.lineEndings)
        header = losses.contains(.headers) ? HeaderEncoding() : nil
    }

    /// The whole of a message.
    static func repaired(_ octets: [UInt8], _ losses: [Loss]) -> [UInt8] {
        var repair = MessageRepair(losses)
        let beginning = repair.repair(octets)
        return beginning + repair.finish()
    }

    /// Takes the next octets and gives those that are finished.
    mutating func repair(_ octets: [UInt8]) -> [UInt8] {
        var octets = octets
        if replacesNUL { octets = octets.map { $0 == 0 ? 32 : $0 } }
        if mendsLineEnds { octets = withLineEnds(octets) }
        return header?.encode(octets) ?? octets
    }

    /// The rest, at the message's end.
    mutating func finish() -> [UInt8] {
        let end: [UInt8] = mendsLineEnds && previous == 13 ? [10] : []
        guard header != nil else { return end }
        return (header?.encode(end) ?? end) + (header?.finish() ?? [])
    }

    /// Every bare CR and LF made CRLF.
    private mutating func withLineEnds(_ octets: [UInt8]) -> [UInt8] {
        var repaired: [UInt8] = []
        repaired.reserveCapacity(octets.count + octets.count / 32)
        for octet in octets {
            if previous == 13, octet != 10 { repaired.append(10) }
            if octet == 10, previous != 13 { repaired.append(13) }
            repaired.append(octet)
            previous = octet
        }
        return repaired
    }
}

/// What of a message a server may refuse, and how long the message is without it.
struct MessageSurvey {
    private var hasBareLineEnds = false
    private var hasNUL = false
    private var previous: UInt8 = 0
    private var count = 0
    /// Repairs that change the length, each tried on the message as it passes.
    private var trials: [(losses: Set<Loss>, repair: MessageRepair, count: Int)] =
        ([[.lineEndings], [.headers], [.lineEndings, .headers], [.nul, .headers], [.lineEndings, .nul, .headers]]
        as [[Loss]]).map { (Set($0), MessageRepair($0), 0) }

    /// The whole of a message.
    init(_ octets: [UInt8]) {
        take(octets)
        finish()
    }

    /// A message that will be taken in pieces.
    init() {}

    /// What could be altered.
    var alterations: [Loss] {
        var losses: [Loss] = []
        if hasBareLineEnds { losses.append(.lineEndings) }
        if hasNUL { losses.append(.nul) }
        if length([.headers]) != count { losses.append(.headers) }
        return losses
    }

    /// How long the message is with these alterations.
    func length(_ losses: [Loss]) -> Int {
        var wanted = Set(losses).intersection([.lineEndings, .nul, .headers])
        // A NUL becomes another octet, which only divides words differently.
        if !wanted.contains(.headers) { wanted.remove(.nul) }
        return trials.first { $0.losses == wanted }?.count ?? count
    }

    /// Takes the next octets.
    mutating func take(_ octets: [UInt8]) {
        count += octets.count
        for octet in octets {
            if (octet == 10) != (previous == 13) { hasBareLineEnds = true }
            if octet == 0 { hasNUL = true }
            previous = octet
        }
        for index in trials.indices { trials[index].count += trials[index].repair.repair(octets).count }
    }

    /// The message has ended.
    mutating func finish() {
        if previous == 13 { hasBareLineEnds = true }
        for index in trials.indices { trials[index].count += trials[index].repair.finish().count }
    }
}
