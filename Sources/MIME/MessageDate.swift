public import MailCore

/// Reads dates of header fields (RFC 5322 §3.3), also in the obsolete forms and with the usual mistakes.
public enum MessageDate {
    /// The instant that the text names, or nil; what stands behind the last semicolon counts in a Received field.
    public static func parse(_ body: [UInt8]) -> InternalDate? {
        let tail = body.lastIndex(of: UInt8(ascii: ";")).map { body[($0 + 1)...] } ?? []
        // A semicolon may stand in a comment too.
        return read(tail) ?? read(body[...])
    }

    private static func read(_ text: ArraySlice<UInt8>) -> InternalDate? {
        var words = words(of: text)
        if let first = words.first, first.first?.isLetter == true { words.removeFirst() }
        guard words.count >= 4, let day = Int(words[0]), (1...31).contains(day),
            let month = month(words[1]),
            let year = year(words[2]), let time = time(words[3])
        else { return nil }
        let offset = words.count > 4 ? offset(words[4]) : 0
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        return InternalDate(seconds: days * 86_400 + Int64(time) - Int64(offset), offset: Int32(offset))
    }

    /// When the message arrived, as far as its header tells: the newest Received field, else the Date field.
    public static func arrival(_ header: HeaderBlock) -> InternalDate? {
        if let received = header.field("received", atMost: 4_000), let date = parse(received) { return date }
        return header.field("date").flatMap(parse)
    }

    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func month(_ text: String) -> Int? {
        let name = text.prefix(1).uppercased() + text.dropFirst().prefix(2).lowercased()
        return months.firstIndex(of: name).map { $0 + 1 }
    }

    /// The words of the text, without comments; a comma or a dash separates like white space.
    private static func words(of text: ArraySlice<UInt8>) -> [String] {
        var words: [String] = []
        var word = ""
        var depth = 0
        for octet in text.prefix(200) {
            switch octet {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth = max(0, depth - 1)
            case 33...126 where depth == 0 && octet != UInt8(ascii: ","):
                // "1-Jan-2004" in some programs; a dash in front is the zone's.
                let isDash = octet == UInt8(ascii: "-") && !word.isEmpty
                if !isDash {
                    word.unicodeScalars.append(Unicode.Scalar(octet))
                    continue
                }
            default: break
            }
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        return word.isEmpty ? words : words + [word]
    }

    /// Two digits are of the years 1950 to 2049, three are counted from 1900 (§4.3).
    private static func year(_ text: String) -> Int? {
        guard let year = Int(text), (0...9_999).contains(year) else { return nil }
        switch text.utf8.count {
        case 1, 2: return year < 50 ? year + 2_000 : year + 1_900
        case 3: return year + 1_900
        default: return year
        }
    }

    private static func time(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0.prefix(2)) }
        guard (2...3).contains(parts.count), let hours = parts[0], let minutes = parts[1] else { return nil }
        let seconds = parts.count == 3 ? parts[2] ?? 0 : 0
        guard (0...23).contains(hours), (0...59).contains(minutes), (0...60).contains(seconds) else { return nil }
        return hours * 3_600 + minutes * 60 + seconds
    }

    /// Seconds east; names but those of the United States count as UTC (§4.3).
    private static func offset(_ text: String) -> Int {
        let american = ["EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8]
        if let hours = american[text.uppercased()] { return hours * 3_600 }
        guard let sign = text.first, sign == "+" || sign == "-", text.utf8.count == 5,
            let digits = Int(text.dropFirst()),
            digits >= 0, digits % 100 < 60
        else { return 0 }
        let seconds = digits / 100 * 3_600 + digits % 100 * 60
        return sign == "-" ? -seconds : seconds
    }
}
