import Catalogue
import MailCore
import Testing

@testable import Planning

@Suite("How far a record has come")
struct RecordSpreadTests {
    private static let domain = "firma.example"
    private static let mx = DNSQuestion(.mx, of: domain)
    private static let txt = DNSQuestion(.txt, of: domain)
    private let catalogue: Catalogue

    init() throws {
        catalogue = try Catalogue(directory: Templates.folder("catalogue"))
    }

    private func answer(_ question: DNSQuestion, _ values: [DNSRecord.Value]) -> DNSAnswer {
        DNSAnswer(
            records: values.map {
                DNSRecord(name: question.name, kind: question.kind, value: $0, lifetime: DNSPlan.lifetime)
            }
        )
    }

    /// The records of a plan whose zone answers so, for Infomaniak; resolvers as named.
    private func records(
        _ replies: [ZoneState.Reply],
        _ voices: [ZoneState.Voice] = [.init(name: "192.0.2.1:53", role: .resolver), .init(name: "", role: .resolver)]
    ) throws -> [PlannedRecord] {
        let live = ZoneState(domain: RecordSpreadTests.domain, voices: voices, replies: replies)
        let target = try #require(DNSTarget(.infomaniakKSuite, in: catalogue))
        return DNSPlan.make(domain: live.domain, target: target, live: live, catalogue: catalogue).records
    }

    private func mail(_ host: String) -> DNSRecord.Value { .mail(preference: 5, host: host) }

    @Test("is told by number and by name, and what is old is called so")
    func old() throws {
        let reply = ZoneState.Reply(
            question: RecordSpreadTests.mx,
            answer: answer(RecordSpreadTests.mx, [mail("mta-gw.infomaniak.ch")]),
            dissent: ["192.0.2.1:53": answer(RecordSpreadTests.mx, [mail("old.example")])]
        )
        let record = try #require(try records([reply]).first { $0.purpose == .mx })
        #expect(
            record.spread
                == RecordSpread(asked: 2, others: [.init(resolver: "192.0.2.1:53", values: ["5 old.example"])])
        )
        #expect(
            record.spread?.phrases(record.state) == [
                Phrase("dns.spread.old", ["n": "1", "all": "2"]),
                Phrase("dns.spread.says", ["name": "192.0.2.1", "values": "5 old.example"]),
            ]
        )
    }

    @Test("what is not as wanted yet is not called old, and a resolver without an answer counts for nothing")
    func other() throws {
        let reply = ZoneState.Reply(
            question: RecordSpreadTests.mx,
            answer: answer(RecordSpreadTests.mx, [mail("old.example")]),
            dissent: ["": DNSAnswer(records: [])],
            silent: ["192.0.2.1:53"]
        )
        let record = try #require(try records([reply]).first { $0.purpose == .mx })
        #expect(
            record.spread?.phrases(record.state) == [
                Phrase("dns.spread.other", ["n": "1", "all": "1"]),
                Phrase("dns.spread.nothing", ["name": "system"]),
            ]
        )
        let silent = ZoneState.Voice(name: "192.0.2.1:53", role: .resolver, fault: .silent)
        #expect(try records([reply], [silent]).allSatisfy { $0.spread == nil })
    }

    @Test("other texts at the same name make no difference")
    func texts() throws {
        let spf = DNSRecord.Value.text("v=spf1 include:spf.infomaniak.ch -all")
        let reply = ZoneState.Reply(
            question: RecordSpreadTests.txt,
            answer: answer(RecordSpreadTests.txt, [spf, .text("other=1")]),
            dissent: ["": answer(RecordSpreadTests.txt, [spf, .text("other=2")])]
        )
        let record = try #require(try records([reply]).first { $0.purpose == .spf })
        #expect(record.spread == RecordSpread(asked: 2, others: []))
        #expect(record.spread?.phrases(.ok) == [Phrase("dns.spread.done", ["n": "0", "all": "2"])])
    }
}
