import MailCore
import Store
import Testing

@Suite("Domains of a project")
struct ZoneTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }

    init() throws { fixture = try Fixture() }

    /// What a look found: TXT records by name; nil is no answer.
    private func state(_ texts: [String: String?], _ presence: ZoneState.Presence = .exists) -> ZoneState {
        let replies = texts.map { name, text in
            let question = DNSQuestion(.txt, of: name)
            let records = text.map { [DNSRecord(name: name, kind: .txt, value: .text($0), lifetime: 60)] }
            return ZoneState.Reply(question: question, answer: records.map { DNSAnswer(records: $0) })
        }
        return ZoneState(domain: "firma.example", presence: presence, replies: replies)
    }

    private func texts(_ state: ZoneState?, _ name: String) -> [DNSRecord.Value]? {
        state?[.txt, name]?.answer?.records.map(\.value)
    }

    @Test("the last look replaces the one before, and what was seen first of each record stays: it is the way back")
    func first() async throws {
        let project = try await store.begin().id
        let start = fixture.time.now
        try await store.keep([state([:], .unknown)], of: project)
        #expect(try await store.zones(of: project)["firma.example"]?.first == nil)
        fixture.time.advance(60)
        try await store.keep([state(["firma.example": "old", "later": nil])], of: project)
        fixture.time.advance(60)
        try await store.keep([state(["firma.example": "new", "later": "a", "other": "b"])], of: project)
        fixture.time.advance(60)
        try await store.keep([state([:], .unknown)], of: project)
        let zone = try #require(try await store.zones(of: project)["firma.example"])
        #expect(zone.latest.presence == .unknown && zone.time == start + 180 && zone.firstTime == start + 60)
        #expect(texts(zone.first, "firma.example") == [.text("old")])
        #expect(texts(zone.first, "later") == [.text("a")] && texts(zone.first, "other") == [.text("b")])
    }

    @Test("a look that finds nothing new is no change of the project; one of a project that is gone is forgotten")
    func revision() async throws {
        let project = try await store.begin().id
        try await store.keep([state(["a": "1"])], of: project)
        let before = try await store.project(project)?.revision
        try await store.keep([state(["a": "1"])], of: project)
        #expect(try await store.project(project)?.revision == before)
        try await store.keep([state(["a": "2"])], of: project)
        #expect(try await store.project(project)?.revision == before.map { $0 + 1 })
        try await store.delete(project, by: .umzug)
        try await store.keep([state(["a": "3"])], of: project)
        #expect(try await store.zones(of: project).isEmpty)
    }
}
