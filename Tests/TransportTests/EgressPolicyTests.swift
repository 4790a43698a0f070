import MailCore
import Testing
import Transport

@Suite("Egress policy")
struct EgressPolicyTests {
    @Test(
        "special addresses are not public",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
            "127.0.0.1", "127.255.255.255", "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1",
            "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255",
            "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
            "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
            "::ffff:0:8.8.8.8", "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::8.8.8.8", "100::1", "2001::1",
            "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2002:a9fe:a9fe::",
            "2002:c0a8:101::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
        ]
    )
    func special(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!address.isPublic)
        #expect(!EgressPolicy.publicOnly().allows(address, port: 993))
        #expect(EgressPolicy.unrestricted.allows(address, port: 1))
    }

    @Test(
        "others are",
        arguments: [
            "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255",
            "128.0.0.1", "168.63.129.17", "169.253.255.255", "172.15.255.255", "172.32.0.1", "192.167.255.255",
            "192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "2001:200::1", "2001:4860:4860::8888",
            "2003::1", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
        ]
    )
    func ordinary(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isPublic)
        #expect(EgressPolicy.publicOnly().allows(address, port: 993))
    }

    @Test("public addresses are open on the services' ports only")
    func ports() throws {
        let address = try #require(IPAddress("8.8.8.8"))
        let policy = EgressPolicy.publicOnly()
        for port in [80, 110, 143, 443, 465, 587, 993, 995, 4190, 8443] { #expect(policy.allows(address, port: port)) }
        for port in [0, 21, 22, 23, 25, 53, 3306, 6379, 8080, 11211] { #expect(!policy.allows(address, port: port)) }
    }

    @Test(
        "an allowed network is open on every port, and nothing beside it",
        arguments: [
            ("10.1.0.0/16", "10.1.255.255", "10.2.0.0"), ("192.168.7.64/26", "192.168.7.127", "192.168.7.128"),
            ("127.0.0.1", "127.0.0.1", "127.0.0.2"), ("10.1.0.0/16", "::ffff:10.1.2.3", "::ffff:10.2.2.3"),
            ("fd00:1::/32", "fd00:1:ffff::1", "fd00:2::1"), ("::1", "::1", "::2"),
            ("172.16.0.0/12", "172.31.9.9", "172.32.0.1"),
        ]
    )
    func networks(_ network: String, _ inside: String, _ outside: String) throws {
        let policy = EgressPolicy.publicOnly(allowing: [try #require(IPNetwork(network))])
        #expect(policy.allows(try #require(IPAddress(inside)), port: 12345))
        #expect(!policy.allows(try #require(IPAddress(outside)), port: 12345))
    }

    @Test(
        "what is no network is refused",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0/8", "example.org", "10.0.0.0/8/8",
        ]
    )
    func malformed(_ text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test("addresses are printed as they are read", arguments: ["192.0.2.1", "2001:db8::1", "::1"])
    func description(_ text: String) throws {
        #expect(try #require(IPAddress(text)).description == text)
    }
}
