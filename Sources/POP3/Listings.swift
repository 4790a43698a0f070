extension Command {
    /// The message that it asks for; 0 for the others.
    var message: Int {
        switch self {
        case .retrieve(let number), .top(let number, _): number
        case .capabilities, .startTLS, .user, .password, .authenticate, .status, .uniqueIDs, .sizes, .noOperation,
            .quit:
            0
        }
    }

    /// What the lines of its listing say.
    func listing(_ lines: [[UInt8]]) -> Event {
        switch self {
        case .capabilities: .capabilities(Capabilities(lines: lines))
        case .sizes: .sizes(lines.compactMap(Event.Size.init))
        case .uniqueIDs, .startTLS, .user, .password, .authenticate, .status, .top, .retrieve, .noOperation, .quit:
            .uniqueIDs(lines.compactMap(Event.UniqueID.init))
        }
    }
}

extension Event.Size {
    /// `number octets`; what follows is ignored, and no message is believed to be larger than the limit.
    init?(line: [UInt8]) {
        let words = line.split(separator: UInt8(ascii: " "))
        guard words.count >= 2, let number = decimal(words[0]), let octets = decimal(words[1]) else { return nil }
        self.init(number: number, octets: min(octets, POP3Limits().message))
    }
}

extension Event.UniqueID {
    /// `number id`; the ID is 1 to 70 octets of printable ASCII (RFC 1939 §7), and servers that send others are taken at
    /// their word.
    init?(line: [UInt8]) {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard words.count == 2, let number = decimal(words[0]) else { return nil }
        let id = words[1].drop { $0 == UInt8(ascii: " ") }
        guard !id.isEmpty else { return nil }
        self.init(number: number, id: String(decoding: id, as: UTF8.self))
    }
}

/// The number that the digits mean; nil where there is something else, or too much.
private func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...18).contains(digits.count) else { return nil }
    var number = 0
    for digit in digits {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        number = number * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return number
}
