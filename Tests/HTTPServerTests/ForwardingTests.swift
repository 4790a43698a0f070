import MailCore
import Testing

@testable import HTTPServer

@Suite("What proxies say of the client")
struct ForwardingTests {
    private static let ours = ["10.0.0.0/8", "127.0.0.1", "::1"].compactMap(IPNetwork.init)

    private func client(_ fields: [(String, String)], from peer: String, _ field: Proxies.Field) -> Forwarding {
        var headers = Headers()
        for (name, value) in fields { headers.append(name, value) }
        return Forwarding(headers, from: peer, trusting: Proxies(ForwardingTests.ours, field: field))
    }

    @Test(
        "The last address that is none of ours is the client",
        arguments: [
            ("203.0.113.9", "203.0.113.9"), ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
            ("6.6.6.6, 203.0.113.9, 10.1.2.3", "203.0.113.9"), ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::7]:4711", "2001:db8::7"), ("2001:DB8:0::7", "2001:db8::7"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("10.1.1.1, 10.1.2.3", "10.1.1.1"), ("", "127.0.0.1"), ("6.6.6.6, nonsense", "127.0.0.1"),
            ("6.6.6.6, unknown, 10.1.2.3", "10.1.2.3"), ("6.6.6.6, ", "127.0.0.1"), ("6.6.6.6, 1.2.3", "127.0.0.1"),
        ]
    )
    func chains(value: String, expected: String) {
        #expect(client([("X-Forwarded-For", value)], from: "127.0.0.1", .xForwarded).client == expected)
    }

    @Test("Two fields are one list")
    func twoFields() {
        let fields = [("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "203.0.113.9")]
        #expect(client(fields, from: "::1", .xForwarded).client == "203.0.113.9")
    }

    @Test("Scheme and host are the last proxy's")
    func schemeAndHost() {
        let fields = [
            ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "http, https"),
            ("X-Forwarded-Host", "evil.example, umzug.example:8443"),
        ]
        let said = client(fields, from: "10.0.0.1", .xForwarded)
        #expect(said.isSecure == true)
        #expect(said.host == "umzug.example:8443")
        let odd = client([("X-Forwarded-Host", "a.example/<b>")], from: "10.0.0.1", .xForwarded)
        #expect(odd.host == nil)
    }

    @Test("From elsewhere nothing is believed", arguments: Proxies.Field.allCases)
    func stranger(field: Proxies.Field) {
        let fields = [
            ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"),
            ("Forwarded", "for=10.0.0.1;proto=https;host=evil.example"),
        ]
        let said = client(fields, from: "203.0.113.9", field)
        #expect(said.client == "203.0.113.9")
        #expect(said.isSecure == nil)
        #expect(said.host == nil)
    }

    @Test("RFC 7239 is read where the operator says so, and only there")
    func standard() {
        let fields = [
            ("Forwarded", #"for=6.6.6.6;proto=http, For="[2001:db8::7]:4711";Proto=https;host="umzug.example""#),
            ("Forwarded", "for=10.2.3.4;proto=http;host=inner.example"), ("X-Forwarded-For", "5.5.5.5"),
        ]
        let said = client(fields, from: "127.0.0.1", .forwarded)
        #expect(said.client == "2001:db8::7")
        #expect(said.isSecure == true)
        #expect(said.host == "umzug.example")
        #expect(client(fields, from: "127.0.0.1", .xForwarded).client == "5.5.5.5")
        #expect(client([("Forwarded", "for=_hidden, for=unknown")], from: "::1", .forwarded).client == "::1")
    }
}
