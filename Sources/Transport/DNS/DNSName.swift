import CCurl

/// Names as the domain name system takes them.
enum DNSName {
    /// The ASCII form, lower case, without the final dot; nil for what can be no name.
    ///
    /// Labels may begin with an underscore, as those of SRV records do.
    static func ascii(_ name: String) -> String? {
        var text = name.lowercased()
        if text.hasSuffix(".") { text.removeLast() }
        if !text.utf8.allSatisfy({ $0 < 128 }) {
            guard let encoded = punycode(text) else { return nil }
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

    /// libcurl's own translation, so that the name asked for is the one connected to.
    private static func punycode(_ name: String) -> String? {
        guard let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_set(url, CURLUPART_SCHEME, "https", 0) == CURLUE_OK,
            curl_url_set(url, CURLUPART_HOST, name, 0) == CURLUE_OK,
            curl_url_get(url, CURLUPART_HOST, &text, 1 << 12) == CURLUE_OK,  // CURLU_PUNYCODE
            let text
        else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
