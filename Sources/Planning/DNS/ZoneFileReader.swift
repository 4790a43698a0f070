public import MailCore

extension ZoneFile {
    /// Why a text is no zone file.
    public struct Flaw: Error, Hashable, Sendable {
        /// The line, from one.
        public var line: Int
        /// What it cannot be read as.
        public var word: String
    }

    /// The records of a zone file, of the types that we know; others are left out.
    public static func records(_ text: String, origin: String = "") throws(Flaw) -> [DNSRecord] {
        var reader = ZoneFileReader(origin: origin)
        for (number, line) in try ZoneFileWords.lines(text) { try reader.take(line, number) }
        return reader.records
    }
}

/// Makes records of the words of lines, with what earlier lines said.
private struct ZoneFileReader {
    var records: [DNSRecord] = []
    private var origin: String
    private var owner = ""
    private var lifetime = 3600

    init(origin: String) { self.origin = origin }

    mutating func take(_ line: ZoneFileWords.Line, _ number: Int) throws(ZoneFile.Flaw) {
        var words = line.words[...]
        func flaw() -> ZoneFile.Flaw { ZoneFile.Flaw(line: number, word: words.first?.text ?? "") }
        if words.first?.text == "$ORIGIN", words.count == 2 { return origin = absolute(words[1].text) }
        if words.first?.text == "$TTL", words.count == 2, let seconds = Int(words[1].text) { return lifetime = seconds }
        guard words.first?.text.first != "$" else { throw flaw() }
        if !line.isContinued, let first = words.popFirst() { owner = absolute(first.text) }
        var seconds = lifetime
        while let word = words.first?.text {
            if let number = Int(word) { seconds = number } else if word.uppercased() != "IN" { break }
            words.removeFirst()
        }
        guard let type = words.popFirst()?.text.uppercased() else { throw flaw() }
        guard let kind = DNSRecord.Kind(rawValue: type), ZoneFile.kinds.contains(kind) else { return }
        guard let value = value(kind, Array(words)) else { throw flaw() }
        records.append(DNSRecord(name: owner, kind: kind, value: value, lifetime: seconds))
    }

    /// A name without the final dot; one without it is relative to the origin.
    private func absolute(_ name: String) -> String {
        let lower = name.lowercased()
        if lower == "@" { return origin }
        if lower.hasSuffix(".") { return String(lower.dropLast()) }
        return origin.isEmpty ? lower : "\(lower).\(origin)"
    }

    private func value(_ kind: DNSRecord.Kind, _ words: [ZoneFileWords.Word]) -> DNSRecord.Value? {
        let texts = words.map(\.text)
        let numbers = texts.dropLast().compactMap { UInt16($0) }.map(Int.init)
        switch (kind, texts.count) {
        case (.a, 1), (.aaaa, 1):
            guard let address = IPAddress(texts[0]), address.isIPv6 == (kind == .aaaa) else { return nil }
            return .address(address.description)
        case (.cname, 1), (.ns, 1): return .name(absolute(texts[0]))
        case (.mx, 2) where numbers.count == 1: return .mail(preference: numbers[0], host: absolute(texts[1]))
        case (.srv, 4) where numbers.count == 3:
            let place = DNSRecord.ServiceLocation(
                priority: numbers[0],
                weight: numbers[1],
                port: numbers[2],
                host: absolute(texts[3])
            )
            return .service(place)
        case (.txt, 1...): return .text(String(decoding: words.flatMap(\.octets), as: UTF8.self))
        default: return nil
        }
    }
}
