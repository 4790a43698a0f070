/// A range of addresses with a common prefix (CIDR, RFC 4632).
public struct IPNetwork: Hashable, Sendable, CustomStringConvertible {
    /// Its first address.
    public let address: IPAddress
    /// The number of bits that all of its addresses share.
    public let prefix: Int

    /// Reads `10.0.0.0/8`, `fd00::/8`; an address alone is a network of one.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
        let bits = address.octets.count * 8
        self.address = address
        guard parts.count == 2 else {
            prefix = bits
            return
        }
        guard parts[1].allSatisfy(\.isNumber), let number = Int(parts[1]), number <= bits else { return nil }
        prefix = number
    }

    /// Whether the address is in it; an IPv4 network holds the IPv4-mapped forms of its addresses too.
    public func contains(_ other: IPAddress) -> Bool {
        if other.isIPv6, !address.isIPv6 { return other.mapped.map(contains) ?? false }
        guard other.octets.count == address.octets.count else { return false }
        let whole = prefix / 8
        guard other.octets[..<whole] == address.octets[..<whole] else { return false }
        let rest = prefix % 8
        guard rest > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xff << (8 - rest))
        return other.octets[whole] & mask == address.octets[whole] & mask
    }

    /// The CIDR form.
    public var description: String { "\(address)/\(prefix)" }
}
