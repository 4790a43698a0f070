import MailCore
import Testing

@testable import Planning

@Suite("SPF records")
struct SPFTests {
    @Test(
        "are read as RFC 7208 §12 writes them, and written again",
        arguments: [
            "v=spf1 -all", "v=spf1 +all", "v=spf1 a -all", "v=spf1 a:example.org/24 mx/30//64 ~all",
            "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ?all", "v=spf1 include:a.example redirect=b.example",
            "v=spf1 exists:%{i}._spf.%{d} exp=why.example unknown=x -all", "v=spf1 ptr ptr:example.org",
        ]
    )
    func reads(text: String) throws {
        let record = try SPFRecord(text)
        #expect(record.description == text.replacing("+all", with: "all"))
    }

    @Test(
        "that receivers call a permanent error are refused",
        arguments: [
            "v=spf10 -all", "spf1 -all", "v=spf1 include -all", "v=spf1 ip4:300.1.1.1 -all", "v=spf1 ip4:1.2.3.4/33",
            "v=spf1 foo:bar.example", "v=spf1 all:x.example", "v=spf1 a/40",
            "v=spf1 redirect=a.example redirect=b.example",
            "v=spf1 include:localhost", "v=spf1 ip6:1.2.3.4",
        ]
    )
    func refuses(text: String) {
        #expect(throws: SPFRecord.Flaw.self) { try SPFRecord(text) }
    }

    @Test("merge into one: everybody who sent before and the new one, the strictest policy, nobody twice")
    func merges() throws {
        let cases: [(today: [String], adding: String, policy: SPFRecord.Qualifier, merged: String)] = [
            ([], "n.example", .fail, "v=spf1 include:n.example -all"),
            (["v=spf1 include:o.example ~all"], "n.example", .fail, "v=spf1 include:o.example include:n.example ~all"),
            (["v=spf1 include:N.example -all"], "n.example", .softFail, "v=spf1 include:N.example -all"),
            (["v=spf1 a ~all", "v=spf1 mx -all"], "n.example", .fail, "v=spf1 a mx include:n.example -all"),
            (["v=spf1 redirect=o.example"], "n.example", .fail, "v=spf1 include:n.example redirect=o.example"),
            (["v=spf1 +all"], "n.example", .fail, "v=spf1 include:n.example -all"),
            (["v=spf1 a redirect=o.example -all"], "n.example", .fail, "v=spf1 a include:n.example -all"),
        ]
        for (today, adding, policy, merged) in cases {
            let records = try today.map { try SPFRecord($0) }
            let result = SPFRecord.merging(records, adding: [.include(adding)], policy: policy)
            #expect(result.description == merged)
        }
    }

    @Test("count look-ups down the tree of includes, void ones among them (RFC 7208 §4.6.4)")
    func counts() throws {
        var live = ZoneState(domain: "d.example")
        live.note(.text("a.example", "v=spf1 include:b.example mx ip4:192.0.2.1 -all"))
        live.note(.text("b.example", "v=spf1 a exists:%{i}.x.example -all"))
        live.note(.init(question: .init(.mx, of: "a.example"), answer: DNSAnswer()))
        live.note(.init(question: .init(.a, of: "b.example"), answer: .noSuchName))
        live.note(.init(question: .init(.aaaa, of: "b.example"), answer: .noSuchName))
        let record = try SPFRecord("v=spf1 include:a.example ip4:192.0.2.2 -all mx")
        let found = SPFLookups(of: record, domain: "d.example", in: live)
        // include a, include b, a, exists, mx; what follows `all` is never looked at.
        #expect(found.lookups == 5)
        #expect(found.voids == 2)
        #expect(found.flaws.isEmpty && found.unknown.isEmpty)
        #expect(found.shares == [.init(term: "include:a.example", lookups: 5)])
    }

    @Test("break where the RFC says so: eleven look-ups, three void, no record, several, circles")
    func breaks() throws {
        func flaws(_ text: String, _ replies: [ZoneState.Reply] = []) throws -> [SPFLookups.Flaw] {
            let live = ZoneState(domain: "d.example", replies: replies)
            return SPFLookups(of: try SPFRecord(text), domain: "d.example", in: live).flaws
        }
        let names = (0..<11).map { "n\($0).example" }
        let replies = names.map { ZoneState.Reply.text($0, "v=spf1 -all") }
        #expect(try flaws("v=spf1 \(names.map { "include:\($0)" }.joined(separator: " ")) -all", replies) == [.tooMany])
        #expect(try flaws("v=spf1 \(names.dropLast().map { "include:\($0)" }.joined(separator: " "))", replies).isEmpty)
        let nothing = ["x", "y", "z"].map {
            ZoneState.Reply(question: .init(.mx, of: "\($0).example"), answer: .noSuchName)
        }
        #expect(try flaws("v=spf1 mx:x.example mx:y.example -all", nothing).isEmpty)
        #expect(try flaws("v=spf1 mx:x.example mx:y.example mx:z.example -all", nothing) == [.tooManyVoid])
        let none = ZoneState.Reply(question: .init(.txt, of: "a.example"), answer: .noSuchName)
        #expect(try flaws("v=spf1 include:a.example -all", [none]) == [.noRecord("a.example")])
        let twice = ZoneState.Reply.text("a.example", "v=spf1 -all", "v=spf1 ~all")
        #expect(try flaws("v=spf1 include:a.example -all", [twice]) == [.several("a.example")])
        let circle = ZoneState.Reply.text("a.example", "v=spf1 include:d.example -all")
        #expect(try flaws("v=spf1 include:a.example -all", [circle]) == [.circle("d.example")])
    }
}

extension ZoneState.Reply {
    /// A reply of texts.
    static func text(_ name: String, _ texts: String...) -> ZoneState.Reply {
        let records = texts.map { DNSRecord(name: name, kind: .txt, value: .text($0), lifetime: 3600) }
        return ZoneState.Reply(question: DNSQuestion(.txt, of: name), answer: DNSAnswer(records: records))
    }
}
