import Glibc

/// Tells a name that does not exist from a resolver that is down; libcurl has one code for both.
enum Resolution {
    /// Asks once more, which blocks.
    ///
    /// `seconds` is what the question that failed took: a slow one met no resolver.
    static func isTemporary(_ host: String, afterSeconds seconds: Double) -> Bool {
        guard seconds < 4 else { return true }
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, nil, &found)
        if let found { freeaddrinfo(found) }
        return status == EAI_AGAIN || status == 0
    }
}
