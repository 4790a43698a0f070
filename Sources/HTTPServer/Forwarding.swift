internal import MailCore

/// What proxies in front of us say of the client.
///
/// Every proxy adds to the end of a list that the client itself may have begun: only what trusted addresses added counts,
/// so the list is read from its end, and the first address that is none of theirs is the client.
struct Forwarding: Equatable {
    /// The client's address.
    var client: String
    /// Whether the client came over TLS; nil where no proxy says so.
    var isSecure: Bool?
    /// The host as the client addressed it; nil where no proxy says so.
    var host: String?

    /// What is to be believed of a request that came from `peer`.
    init(_ headers: Headers, from peer: String, trusting proxies: Proxies) {
        client = peer
        guard proxies.contain(peer) else { return }
        let hops = Forwarding.hops(headers, proxies.field)
        // The last proxy said these of whom it talked to; further ones only repeat or were told by the client.
        var isSecure = hops.last?.scheme
        var host = hops.last?.host
        for hop in hops.reversed() {
            isSecure = hop.scheme ?? isSecure
            host = hop.host ?? host
            guard let address = hop.address else { break }
            client = address
            guard proxies.contain(address) else { break }
        }
        self.isSecure = isSecure.map { Headers.same($0, "https") }
        self.host = host.flatMap { Forwarding.isHost($0) ? $0 : nil }
    }

    /// Whether the request says that it passed a proxy.
    static func isClaimed(_ headers: Headers) -> Bool {
        ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"].contains { headers[$0] != nil }
    }

    /// One proxy's word: whom it talked to and how.
    private struct Hop {
        /// nil where it hides it or the field is damaged: then nothing before it can be told.
        var address: String?
        var scheme: String?
        var host: String?
    }

    private static func hops(_ headers: Headers, _ field: Proxies.Field) -> [Hop] {
        switch field {
        case .forwarded: return headers.all("Forwarded").flatMap(list).map(hop)
        case .xForwarded:
            var hops = headers.all("X-Forwarded-For").flatMap(list).map { Hop(address: address($0)) }
            if hops.isEmpty { hops = [Hop()] }
            hops[hops.count - 1].scheme = headers.all("X-Forwarded-Proto").flatMap(list).last
            hops[hops.count - 1].host = headers.all("X-Forwarded-Host").flatMap(list).last
            return hops
        }
    }

    /// `for=192.0.2.60;proto=https;host=example.org` (RFC 7239 §4).
    private static func hop(_ element: String) -> Hop {
        var hop = Hop()
        for pair in element.split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmed.trimming("\"")
            switch parts[0].trimmed.lowercased() {
            case "for": hop.address = address(value)
            case "proto": hop.scheme = value
            case "host": hop.host = value
            default: continue
            }
        }
        return hop
    }

    /// The elements of a list.
    ///
    /// A comma in quotes does not divide, but no address, scheme or host holds one either.
    private static func list(_ value: String) -> [String] {
        value.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed }
    }

    /// The address, with or without port, in one spelling: `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]:80`.
    private static func address(_ text: String) -> String? {
        var bare = text[...]
        if bare.hasPrefix("["), let end = bare.firstIndex(of: "]") {
            bare = bare[bare.index(after: bare.startIndex)..<end]
        } else if bare.filter({ $0 == ":" }).count == 1, let colon = bare.firstIndex(of: ":") {
            bare = bare[..<colon]
        }
        guard let address = IPAddress(String(bare)) else { return nil }
        return (address.mapped ?? address).description
    }

    private static let hostOctets = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]".utf8)

    /// Whether it can stand in an absolute link: a name or an address, with or without port.
    private static func isHost(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { hostOctets.contains($0) }
    }
}

extension StringProtocol {
    fileprivate func trimming(_ mark: Character) -> String {
        guard count >= 2, first == mark, last == mark else { return String(self) }
        return String(dropFirst().dropLast())
    }
}
