import MailCore
import Planning
import Store
import Testing

@Suite("Requests to the worker")
struct RequestTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }
    private let worker = WorkerID(rawValue: "w1")
    private let login = WorkRequest.Login(
        migration: .random(),
        endpoint: Endpoint(service: .imap, security: .tls, host: "old.example.org", user: "anna"),
        credential: Sealed(bytes: [1, 2, 3])
    )

    init() throws { fixture = try Fixture() }

    @Test("a request goes to one worker and its answer comes back")
    func answered() async throws {
        let preview = WorkAnswer.preview(Preview(folders: [], omissions: [], items: 3, bytes: 4))
        let request = WorkRequest.preview(source: login, target: login, Options())
        let id = try await store.submit(request)
        #expect(try await store.status(of: id) == .underWay)
        let other = try fixture.reopened()
        let taken = try #require(try await other.takeRequest(worker))
        #expect(taken.id == id)
        #expect(taken.request == request)
        #expect(try await store.takeRequest(WorkerID(rawValue: "w2")) == nil)
        try await other.answer(id, preview)
        #expect(try await store.answer(to: id, within: 1) == .answered(preview))
    }

    @Test("requests are taken in the order in which they came")
    func order() async throws {
        let first = try await store.submit(.checkSource(login))
        let second = try await store.submit(.checkTarget(login, source: nil))
        #expect(try await store.takeRequest(worker)?.id == first)
        #expect(try await store.takeRequest(worker)?.id == second)
        #expect(try await store.takeRequest(worker) == nil)
    }

    @Test("of a project one look at its domains waits, the same one for all; while there are many, others go first")
    func surveys() async throws {
        let (one, two) = (try await store.begin().id, try await store.begin().id)
        let zones = [WorkRequest.Zone(domain: "a.example", target: .infomaniakKSuite)]
        let other = [WorkRequest.Zone(domain: "b.example", target: .infomaniakKSuite)]
        let first = try await store.survey(zones, of: one)
        #expect(try await store.survey(zones, of: one) == first)
        let second = try await store.survey(other, of: one)
        #expect(try await store.status(of: first) == .unknown)
        let third = try await store.survey(zones, of: two)
        let login = try await store.submit(.checkSource(login))
        #expect(try await store.takeRequest(worker, surveysToo: false)?.id == login)
        #expect(try await store.takeRequest(worker, surveysToo: false) == nil)
        #expect(try await store.takeRequest(worker, surveysToo: true)?.id == second)
        #expect(try await store.survey(other, of: one) == second, "the one that is under way is waited for")
        #expect(try await store.survey(zones, of: one) != second)
        #expect(try await store.takeRequest(worker)?.id == third)
        let lost = try await store.survey(zones, of: two)
        fixture.time.advance(121)
        #expect(lost == third, "that was in hand")
        let stale = try await store.survey(other, of: two)
        fixture.time.advance(121)
        #expect(try await store.survey(other, of: two) != stale, "nobody took that one up")
    }

    @Test("waiting for an answer ends in time")
    func waiting() async throws {
        let id = try await store.submit(.checkSource(login))
        let begun = fixture.time.now
        #expect(try await store.answer(to: id, within: 10) == .underWay)
        #expect(fixture.time.now - begun >= 10)
        #expect(fixture.time.now - begun < 12)
    }

    @Test("a request whose worker died answers crashed; others stay in hand")
    func crashed() async throws {
        let id = try await store.submit(.checkSource(login))
        let other = try await store.submit(.checkSource(login))
        _ = try await store.takeRequest(worker)
        _ = try await store.takeRequest(WorkerID(rawValue: "w2"))
        let rescue = try await store.rescue { $0 == WorkerID(rawValue: "w2") }
        #expect(rescue.requests == 1)
        guard case .answered(.problem(let problem)) = try await store.status(of: id) else {
            Issue.record("not answered")
            return
        }
        #expect(problem.code == .crashed)
        #expect(try await store.status(of: other) == .underWay)
        // A late answer of the dead one's ghost changes nothing.
        try await store.answer(id, .problem(Problem(.noAnswer, reaction: .stop, fixer: .you)))
        #expect(try await store.status(of: id) == .answered(.problem(problem)))
    }

    @Test("a request that no worker takes up answers unavailable, and is not begun later")
    func unavailable() async throws {
        let id = try await store.submit(.checkSource(login))
        fixture.time.advance(121)
        guard case .answered(.problem(let problem)) = try await store.status(of: id) else {
            Issue.record("not answered")
            return
        }
        #expect(problem.code == .unavailable)
        #expect(try await store.takeRequest(worker) == nil)
    }

    @Test("an answer is forgotten after ten minutes")
    func forgotten() async throws {
        let id = try await store.submit(.checkSource(login))
        _ = try await store.takeRequest(worker)
        try await store.answer(id, .problem(Problem(.noAnswer, reaction: .stop, fixer: .you)))
        fixture.time.advance(599)
        _ = try await store.sweep()
        #expect(try await store.status(of: id) != .unknown)
        fixture.time.advance(2)
        _ = try await store.sweep()
        #expect(try await store.status(of: id) == .unknown)
    }
}
