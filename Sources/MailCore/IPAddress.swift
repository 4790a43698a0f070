import Glibc

/// An IPv4 or IPv6 address as its octets, in network order.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four octets or sixteen.
    public let octets: [UInt8]

    /// Takes octets; nil where there are neither four nor sixteen.
    public init?(octets: [UInt8]) {
        guard octets.count == 4 || octets.count == 16 else { return nil }
        self.octets = octets
    }

    /// Reads the numeric form, without brackets or zone.
    public init?(_ text: String) {
        var four = [UInt8](repeating: 0, count: 4)
        var sixteen = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &four) == 1 {
            octets = four
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            octets = sixteen
        } else {
            return nil
        }
    }

    /// Reads a `sockaddr_in` or `sockaddr_in6`; nil for other families.
    public init?(socketAddress address: UnsafeRawPointer) {
        switch Int32(address.load(as: sa_family_t.self)) {
        case AF_INET:
            octets = [UInt8](UnsafeRawBufferPointer(start: address + 4, count: 4))  // after family and port
        case AF_INET6:
            octets = [UInt8](UnsafeRawBufferPointer(start: address + 8, count: 16))  // after flow information, too
        default:
            return nil
        }
    }

    /// Whether it is an IPv6 address.
    public var isIPv6: Bool { octets.count == 16 }

    /// The numeric form.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(isIPv6 ? AF_INET6 : AF_INET, octets, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The IPv4 address that an IPv6 address of the form `::ffff:a.b.c.d` stands for.
    public var mapped: IPAddress? {
        guard isIPv6, octets[..<10].allSatisfy({ $0 == 0 }), octets[10] == 0xff, octets[11] == 0xff else { return nil }
        return IPAddress(octets: Array(octets[12...]))
    }
}
