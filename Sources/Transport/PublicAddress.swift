public import MailCore

extension IPAddress {
    /// Whether the address is one of the public Internet: not loopback, private, link-local, shared, multicast,
    /// documentation, benchmark or reserved, nor a form of IPv6 that leads to such an IPv4 address.
    public var isPublic: Bool {
        guard isIPv6 else { return !IPNetwork.specialIPv4.contains { $0.contains(self) } }
        if let embedded { return embedded.isPublic }
        return IPNetwork.globalUnicast.contains { $0.contains(self) }
            && !IPNetwork.specialIPv6.contains { $0.contains(self) }
    }

    /// The IPv4 address where an IPv6 address leads: mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).
    private var embedded: IPAddress? {
        if let mapped { return mapped }
        if IPNetwork.nat64.contains(where: { $0.contains(self) }) { return IPAddress(octets: Array(octets[12...])) }
        if IPNetwork.sixToFour.contains(where: { $0.contains(self) }) { return IPAddress(octets: Array(octets[2..<6])) }
        return nil
    }
}

extension IPNetwork {
    /// IPv4 addresses that are not public: RFC 6890 and the IANA registry, and what clouds use for metadata.
    fileprivate static let specialIPv4 = networks(
        "0.0.0.0/8",  // this network
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",  // private
        "100.64.0.0/10",  // shared by carriers; one cloud's metadata, too
        "127.0.0.0/8",  // loopback
        "169.254.0.0/16",  // link-local, metadata
        "168.63.129.16",  // a cloud's host agent
        "192.0.0.0/24",  // protocol assignments
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",  // documentation
        "192.88.99.0/24",  // 6to4 relays
        "198.18.0.0/15",  // benchmarks
        "224.0.0.0/4",  // multicast
        "240.0.0.0/4"  // reserved, broadcast
    )

    /// The only part of IPv6 that is given out; all else is loopback, compatible, local, multicast or reserved.
    fileprivate static let globalUnicast = networks("2000::/3")

    /// Parts of it that are not public.
    fileprivate static let specialIPv6 = networks(
        "2001::/23",  // protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",
        "3fff::/20"  // documentation
    )

    fileprivate static let nat64 = networks("64:ff9b::/96")
    fileprivate static let sixToFour = networks("2002::/16")

    private static func networks(_ texts: String...) -> [IPNetwork] { texts.compactMap { IPNetwork($0) } }
}
