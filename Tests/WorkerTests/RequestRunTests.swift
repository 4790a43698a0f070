import Journal
import MailCore
import Planning
import Store
import Synchronization
import Testing

@testable import Worker

@Suite("Requests in the worker")
struct RequestRunTests {
    private let fixture: Fixture
    private let id = MigrationID.random()

    init() throws {
        fixture = try Fixture()
        fixture.add("old", items: 3)
        fixture.add("new", items: 1)
    }

    private func ask(_ request: WorkRequest) async throws -> WorkAnswer? {
        var answer: WorkAnswer?
        try await fixture.working {
            let number = try await fixture.store.submit(request)
            if case .answered(let found) = try await fixture.store.answer(to: number, within: 60) { answer = found }
        }
        return answer
    }

    @Test("an address is looked at, and why that was impossible is an answer too")
    func detection() async throws {
        let good = try #require(MailAddress("anna@firma.example"))
        #expect(try await ask(.detect(good)) == .detected(DetectedAccount(provider: "firma.example")))
        let broken = try #require(MailAddress("anna@broken.example"))
        guard case .problem(let problem) = try await ask(.detect(broken)) else {
            Issue.record("no problem")
            return
        }
        #expect(problem.code == .dnsFailed)
    }

    @Test("domains are looked up in the order asked for, and no more of them than a request may name")
    func zones() async throws {
        let domains = (0..<25).map { "d\($0).example" }
        let zones = domains.map { WorkRequest.Zone(domain: $0, target: .infomaniakKSuite) }
        guard case .zones(let states) = try await ask(.survey(zones)) else {
            Issue.record("no zones")
            return
        }
        #expect(states.map(\.domain) == Array(domains.prefix(WorkRequest.zoneLimit)))
        #expect(states.allSatisfy { $0.zone == "zone of \($0.domain)" })
    }

    @Test("a source is looked at with the password that was sealed")
    func source() async throws {
        let answer = try await ask(.checkSource(fixture.login("old", .source, id)))
        guard case .source(let inspection) = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(inspection.containers.map(\.count) == [3])
        #expect(fixture.passwords.withLock { $0 } == ["password of old"])
    }

    @Test("a login is checked without a look at the folders")
    func login() async throws {
        let answer = try await ask(.checkLogin(fixture.login("old", .source, id)))
        guard case .source(let inspection) = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(inspection.containers.isEmpty)
        #expect(fixture.passwords.withLock { $0 } == ["password of old"])
    }

    @Test("a target is looked at")
    func target() async throws {
        let login = try fixture.login("new", .target, id)
        let answer = try await ask(.checkTarget(login, source: fixture.mailbox("old").identity))
        guard case .target(let description) = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(description.accountIdentity.account == "new")
    }

    @Test("a target that is the source is refused")
    func sameAccount() async throws {
        let login = try fixture.login("old", .target, id)
        let answer = try await ask(.checkTarget(login, source: fixture.mailbox("old").identity))
        guard case .problem(let problem) = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(problem.code == .sameAccount)
    }

    @Test("what the server says against it is the answer, with its side")
    func refused() async throws {
        fixture.mailbox("new").problem = Problem(.loginRefused, reaction: .stop, fixer: .you)
        let answer = try await ask(.checkTarget(fixture.login("new", .target, id), source: nil))
        #expect(answer == .problem(Problem(.loginRefused, reaction: .stop, fixer: .you, side: .target)))
    }

    @Test("a server that never comes to an end is given up, and its place is free for others")
    func endless() async throws {
        fixture.mailbox("old").goDeaf()
        let worker = fixture.makeWorker {
            $0.requestConcurrency = 1
            $0.checkSeconds = 0.2
        }
        try await fixture.working(worker) {
            let slow = try await fixture.store.submit(.checkSource(fixture.login("old", .source, id)))
            let other = try await fixture.store.submit(.checkTarget(fixture.login("new", .target, id), source: nil))
            let expected = Problem(.noAnswer, reaction: .retry(afterSeconds: nil), fixer: .provider, side: .source)
            #expect(try await fixture.store.answer(to: slow, within: 60) == .answered(.problem(expected)))
            guard case .answered(.target) = try await fixture.store.answer(to: other, within: 60) else {
                Issue.record("the other request was not answered")
                return
            }
        }
    }

    @Test("looks at domains that take long leave room for logins, and come one after the other")
    func manySurveys() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let begun = Mutex(0)
        let worker = fixture.makeWorker {
            $0.requestConcurrency = 2
            $0.surveyConcurrency = 1
        } survey: { zone in
            begun.withLock { $0 += 1 }
            for await _ in gate { break }
            return ZoneState(domain: zone.domain)
        }
        let zone = WorkRequest.Zone(domain: "firma.example", target: .infomaniakKSuite)
        try await fixture.working(worker) {
            defer { open.finish() }
            var surveys: [RequestID] = []
            for number in 0..<3 {
                let new = NewProject(name: "P\(number)", language: "de", questionnaire: 1)
                let customer = Invitation(name: "Eva", role: .customer, language: "de")
                let made = try await fixture.store.createSelfService(new, customer: customer, mailing: false)
                surveys.append(try await fixture.store.survey([zone], of: made.project.id))
            }
            let login = try await fixture.store.submit(.checkTarget(fixture.login("new", .target, id), source: nil))
            guard case .answered(.target) = try await fixture.store.answer(to: login, within: 60) else {
                Issue.record("the login was not answered")
                return
            }
            #expect(begun.withLock { $0 } == 1)
            open.finish()
            for survey in surveys {
                guard case .answered(.zones) = try await fixture.store.answer(to: survey, within: 60) else {
                    Issue.record("a survey was not answered")
                    return
                }
            }
        }
    }

    @Test("a credential sealed for another migration or side opens no connection")
    func foreignCredential() async throws {
        var login = try fixture.login("old", .source, .random())
        login.migration = id
        let answers = [
            try await ask(.checkSource(login)),
            try await ask(.checkSource(fixture.login("old", .target, id))),
        ]
        for answer in answers {
            guard case .problem(let problem) = answer else {
                Issue.record("\(String(describing: answer))")
                continue
            }
            #expect(problem.code == .credentialsMissing)
        }
        #expect(fixture.passwords.withLock { $0 }.isEmpty)
    }

    @Test("a preview tells what would go")
    func preview() async throws {
        let logins = (try fixture.login("old", .source, id), try fixture.login("new", .target, id))
        guard case .preview(let preview) = try await ask(.preview(source: logins.0, target: logins.1, Options())) else {
            Issue.record("no preview")
            return
        }
        #expect(preview.items == 3)
        #expect(preview.atTarget == 1)
    }

    @Test("an undo is looked at without a source where its credential is gone")
    func undoPreview() async throws {
        let migration = try await fixture.moved()
        #expect(fixture.mailbox("new").items.count == 4)
        var expected = UndoPreview(removed: 3, sourceWasCompared: true)
        var answer = try await ask(.undoPreview(migration))
        #expect(answer == .undoPreview(expected))
        try await fixture.store.deleteCredential(.source, of: migration)
        expected.sourceWasCompared = false
        answer = try await ask(.undoPreview(migration))
        #expect(answer == .undoPreview(expected))
        // Looking takes no lease with it.
        #expect(!fixture.folder.isBusy(migration))
    }

    @Test("a request is taken up at the first look after it came, and looks are less than a tenth of a second apart")
    func prompt() async throws {
        let (naps, asleep) = AsyncStream<Double>.makeStream()
        let (calls, wake) = AsyncStream<Void>.makeStream()
        let clock = WallClock(now: Fixture.clock.now) { seconds in
            asleep.yield(seconds)
            for await _ in calls { return }
        }
        let worker = fixture.makeWorker(clock: clock) { $0.requestInterval = WorkerSettings().requestInterval }
        try await fixture.working(worker) {
            defer { wake.finish() }
            // It has looked once and found nothing when it begins to sleep.
            let nap = await naps.first { _ in true }
            #expect(try #require(nap) < 0.1)
            let number = try await fixture.store.submit(.checkSource(fixture.login("old", .source, id)))
            wake.yield()
            guard case .answered(.source) = try await fixture.store.answer(to: number, within: 60) else {
                Issue.record("still waiting after one look")
                return
            }
        }
    }
}
