import MailCore
import Testing

@testable import Planning

@Suite("Zone files")
struct ZoneFileTests {
    @Test("are read as they were written, whatever a text holds", arguments: 0..<200)
    func roundTrip(seed: Int) throws {
        var random = Numbers(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        let records = (0..<8).map { _ in ZoneFileTests.record(&random) }
        let text = ZoneFile.text(records, origin: "firma.example", comments: ["one\ntwo ; \"three"])
        #expect(try ZoneFile.records(text) == records)
    }

    @Test("texts beyond 255 octets are split, and joined again")
    func long() throws {
        let key = "v=DKIM1; k=rsa; p=" + String(repeating: "A1+/", count: 100)
        let record = DNSRecord(name: "s._domainkey.firma.example", kind: .txt, value: .text(key), lifetime: 300)
        let line = ZoneFile.line(record)
        let parts = line.split(separator: "\"").filter { $0 != " " }.dropFirst()
        #expect(parts.map(\.utf8.count) == [255, key.utf8.count - 255])
        #expect(try ZoneFile.records(line) == [record])
    }

    @Test("of other programs are read: relative names, names left out, parentheses, comments, other types")
    func foreign() throws {
        let text = """
            $ORIGIN Firma.example.
            $TTL 600
            @ IN SOA ns1 hostmaster (
                2026010101 ; serial
                3600 600 86400 300 )
              IN MX 10 mail
            www 60 IN A 192.0.2.1
            mail IN 120 AAAA 2001:db8::1 ; here
            _imaps._tcp SRV 0 1 993 mail
            alias CNAME @
            key TXT ( "a\\"b" " c;d"
              "\\226\\130\\172" )
            x CAA 0 issue "letsencrypt.org"
            """
        let origin = "firma.example"
        #expect(
            try ZoneFile.records(text).map { "\($0.name) \($0.lifetime) \($0.kind.rawValue) \($0.value.plain)" } == [
                "\(origin) 600 MX 10 mail.\(origin)", "www.\(origin) 60 A 192.0.2.1",
                "mail.\(origin) 120 AAAA 2001:db8::1", "_imaps._tcp.\(origin) 600 SRV 0 1 993 mail.\(origin)",
                "alias.\(origin) 600 CNAME \(origin)", "key.\(origin) 600 TXT a\"b c;d€",
            ]
        )
    }

    @Test(
        "that are none are refused with the line",
        arguments: [
            ("a TXT \"open", 1), ("\na IN MX x y", 2), ("a A 1.2.3", 1), ("a TXT ( x", 1), ("a A )", 1), ("$X y", 1),
        ]
    )
    func refused(text: String, line: Int) {
        #expect { try ZoneFile.records(text) } throws: { ($0 as? ZoneFile.Flaw)?.line == line }
    }

    /// The same numbers in every run (xorshift64).
    private struct Numbers {
        var state: UInt64

        mutating func below(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(limit))
        }
    }

    private static func record(_ random: inout Numbers) -> DNSRecord {
        let name = ["firma.example", "_dmarc.firma.example", "a\\046b.firma.example", "www.other.example"][
            random.below(4)
        ]
        let lifetime = random.below(100_000)
        func record(_ kind: DNSRecord.Kind, _ value: DNSRecord.Value) -> DNSRecord {
            DNSRecord(name: name, kind: kind, value: value, lifetime: lifetime)
        }
        switch random.below(6) {
        case 0:
            return record(.mx, .mail(preference: random.below(65_536), host: random.below(5) == 0 ? "" : "mx.example"))
        case 1:
            let place = DNSRecord.ServiceLocation(priority: 1, weight: 2, port: random.below(65_536), host: "h.example")
            return record(.srv, .service(place))
        case 2: return record(.cname, .name("target.example"))
        case 3: return record(.a, .address("192.0.2.\(random.below(256))"))
        case 4: return record(.ns, .name("ns.example"))
        default:
            let alphabet = Array("ab \"\\;()é€\u{1}\t\n@.$=1")
            let count = random.below(3) * 200 + random.below(100)
            return record(.txt, .text(String((0..<count).map { _ in alphabet[random.below(alphabet.count)] })))
        }
    }
}
