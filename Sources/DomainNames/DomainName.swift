import CIDN

/// Names as the domain name system takes them.
public enum DomainName {
    /// The ASCII form (RFC 5891), lower case, without the final dot; nil for what can be no name.
    ///
    /// Labels may begin with an underscore, as those of SRV records do.
    public static func ascii(_ name: String) -> String? {
        var text = name.lowercased()
        if text.hasSuffix(".") { text.removeLast() }
        if !text.utf8.allSatisfy({ $0 < 128 }) {
            guard let encoded = encoded(text) else { return nil }
            text = encoded
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.allSatisfy(isAllowed)
        }
        return isName && text.utf8.count <= 253 ? text : nil
    }

    private static func isAllowed(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The way that libcurl takes with the same library, so that the name asked for is the one connected to: first
    /// non-transitional, then as IDNA 2003 had it.
    private static func encoded(_ name: String) -> String? {
        guard !name.utf8.contains(0) else { return nil }
        for mode in [IDN2_NONTRANSITIONAL, IDN2_TRANSITIONAL] {
            var text: UnsafeMutablePointer<CChar>?
            let flags = CInt(bitPattern: IDN2_NFC_INPUT.rawValue | mode.rawValue)
            guard idn2_to_ascii_8z(name, &text, flags) == CInt(IDN2_OK.rawValue), let text else { continue }
            defer { idn2_free(text) }
            return String(cString: text)
        }
        return nil
    }
}
