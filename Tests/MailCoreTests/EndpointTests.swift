import MailCore
import Testing

@Suite("Endpoints")
struct EndpointTests {
    @Test(
        "a URL round-trips",
        arguments: [
            "imaps://anna%40firma.example@mail.firma.example:993", "imap://a@h:143", "pop3s://a%20b@h:995",
            "pop3://a@h:110", "sieve://a@h:4190", "imaps://u@[::1]:10993",
        ]
    )
    func roundTrip(_ text: String) throws {
        #expect(try Endpoint(url: text).description == text)
    }

    @Test("defaults are filled in")
    func defaults() throws {
        let endpoint = try Endpoint(url: "imaps://anna@Mail.Example")
        #expect(endpoint.port == 993 && endpoint.host == "mail.example" && endpoint.user == "anna")
    }

    @Test(
        "a bad URL says why",
        arguments: [
            ("ftp://u@h", .unknownScheme("ftp")), ("imaps://u@", .missingHost), ("imaps://h", .missingUser),
            ("imaps://u:p@h", .passwordInURL), ("imaps://u@h:0", .badPort("0")),
            ("imaps://u%zz@h", .badPercentEncoding),
        ] as [(String, Endpoint.URLError)]
    )
    func bad(_ text: String, _ expected: Endpoint.URLError) {
        #expect(throws: expected) { try Endpoint(url: text) }
    }
}
