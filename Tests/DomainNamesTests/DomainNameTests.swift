import Testing

@testable import DomainNames

@Suite("Names of domains")
struct DomainNameTests {
    @Test(
        "what is no name is not asked for",
        arguments: [
            ("Example.ORG.", "example.org"), ("_imaps._tcp.example.org", "_imaps._tcp.example.org"),
            ("müller.ch", "xn--mller-kva.ch"), ("Straße.example", "xn--strae-oqa.example"),
            ("mu\u{308}ller.ch", "xn--mller-kva.ch"), ("münchen。example", "xn--mnchen-3ya.example"),
            ("a b.example", nil), ("a..b", nil), ("", nil), ("x/y", nil), ("a\r\nb", nil),
            (String(repeating: "a", count: 64) + ".ch", nil),
        ] as [(String, String?)]
    )
    func names(text: String, expected: String?) {
        #expect(DomainName.ascii(text) == expected)
    }
}
