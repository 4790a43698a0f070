import Glibc

/// Tells a name that does not exist from a resolver that is down; libcurl has one code for both.
enum Resolution {
    /// Asks once more; `afterSeconds` is what the failed question took: a slow one met no resolver. Blocks.
    static func isTemporary(_ host: String, afterSeconds seconds: Double) -> Bool {
        guard seconds < 4 else { return true }
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, nil, &found)
        if let found { freeaddrinfo(found) }
        return status == EAI_AGAIN || status == 0
    }
}
