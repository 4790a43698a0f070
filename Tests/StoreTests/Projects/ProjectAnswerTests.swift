import MailCore
import Planning
import Store
import Testing

@Suite("Answers of a project")
struct ProjectAnswerTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }
    private let eva = ProjectActor.someone("Eva")
    private let ida = ProjectActor.someone("Ida")

    init() throws { fixture = try Fixture() }

    @Test("of two who answer the same question, the later sees what the first said, and may then choose")
    func conflict() async throws {
        let project = try await store.begin().id
        #expect(try await store.save(.text("A"), to: "q", of: project, basedOn: 0, by: eva) == .saved(1))
        let conflict = try await store.save(.text("B"), to: "q", of: project, basedOn: 0, by: ida)
        guard case .conflict(let present) = conflict else {
            Issue.record("saved")
            return
        }
        #expect(present.answer == .text("A") && present.stamp.actor == eva)
        #expect(try await store.answers(of: project)?.answers["q"] == .text("A"))
        let chosen = try await store.save(.text("B"), to: "q", of: project, basedOn: present.stamp.version, by: ida)
        #expect(chosen == .saved(2))
        let kept = try await store.revisions(of: "q", in: project)
        #expect(kept.map(\.answer) == [.text("B"), .text("A")] && kept.map(\.stamp.actor) == [ida, eva])
    }

    @Test("a form that is sent twice meets no conflict with itself")
    func twice() async throws {
        let project = try await store.begin().id
        for _ in 0..<2 {
            #expect(try await store.save(.text("A"), to: "q", of: project, basedOn: 0, by: eva) == .saved(1))
        }
        #expect(try await store.revisions(of: "q", in: project).count == 1)
        #expect(try await store.save(nil, to: "never", of: project, basedOn: 0, by: eva) == .saved(0))
    }

    @Test("of many who answer at once exactly one is saved, and nothing is lost")
    func race() async throws {
        let project = try await store.begin().id
        let other = try fixture.reopened()
        let saved = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let store = number.isMultiple(of: 2) ? store : other
                    let saving = try await store.save(.text("\(number)"), to: "q", of: project, basedOn: 0, by: ida)
                    return saving == .saved(1)
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(saved == 1)
        #expect(try await store.revisions(of: "q", in: project).count == 1)
    }

    @Test("an answer that was taken back is gone and still in the revisions")
    func withdrawn() async throws {
        let project = try await store.begin().id
        _ = try await store.save(.text("A"), to: "q", of: project, basedOn: 0, by: eva)
        #expect(try await store.save(nil, to: "q", of: project, basedOn: 1, by: eva) == .saved(2))
        let answers = try #require(try await store.answers(of: project))
        #expect(answers.answers["q"] == nil && answers.version(of: "q") == 2 && answers.version(of: "other") == 0)
        #expect(answers.answers.version == 3)
        #expect(try await store.save(.text("B"), to: "q", of: project, basedOn: 2, by: eva) == .saved(3))
    }

    @Test("what detection found fills gaps and replaces what it found before, never what somebody said")
    func found() async throws {
        let project = try await store.begin().id
        let (old, new) = (Answer(.text("old"), origin: .found), Answer(.text("new"), origin: .found))
        _ = try await store.save(.text("mine"), to: "said", of: project, basedOn: 0, by: eva)
        #expect(try await store.fill(["said": old, "gap": old], of: project, by: .umzug) == ["gap"])
        #expect(try await store.fill(["said": new, "gap": new], of: project, by: .umzug) == ["gap"])
        let revision = try await store.project(project)?.revision
        #expect(try await store.fill(["gap": new], of: project, by: .umzug).isEmpty)
        #expect(try await store.project(project)?.revision == revision, "nothing new is no change")
        let answers = try #require(try await store.answers(of: project)).answers
        #expect(answers["said"] == .text("mine") && answers["gap"] == new)
    }

    @Test("every submission keeps the answers of its moment")
    func submissions() async throws {
        let project = try await store.begin().id
        _ = try await store.save(.text("A"), to: "q", of: project, basedOn: 0, by: eva)
        let first = try #require(try await store.submit(project, after: 0, by: eva, mailing: false))
        _ = try await store.save(.text("B"), to: "q", of: project, basedOn: 1, by: eva)
        fixture.time.advance(60)
        let second = try #require(try await store.submit(project, after: 1, by: ida, mailing: false))
        #expect(try await store.submit(project, after: 1, by: ida, mailing: false) == nil, "a form sent twice")
        #expect(first.number == 1 && second.number == 2 && second.time == first.time + 60)
        #expect(try await store.submissions(of: project).map(\.number) == [1, 2])
        #expect(try await store.submission(2, of: project) == second)
        #expect(try await store.submissions(of: project).map(\.time) == [first.time, second.time])
        #expect(try await store.submission(1, of: project)?.answers["q"] == .text("A"))
        #expect(first.answers.differences(to: second.answers) == ["q"])
        #expect(try await store.submission(3, of: project) == nil)
    }

    @Test("answers move to a later questionnaire with their authors, and nothing is dropped")
    func carried() async throws {
        let project = try await store.begin().id
        _ = try await store.save(.text("A"), to: "former", of: project, basedOn: 0, by: eva)
        let change: @Sendable (Answers) -> Answers = { answers in
            var answers = answers
            answers["name"] = answers.byQuestion.removeValue(forKey: "former")
            answers.version = 4
            return answers
        }
        try await store.carry(project, change)
        let answers = try #require(try await store.answers(of: project))
        #expect(answers.answers == Answers(version: 4, ["name": .text("A")]))
        try await store.carry(project) { $0 }
        #expect(try await store.answers(of: project) == answers)
        #expect(try await store.revisions(of: "former", in: project).map(\.answer) == [nil, .text("A")])
    }

    @Test("the trail says who answered which question, and not what")
    func trail() async throws {
        let project = try await store.begin().id
        _ = try await store.save(.text("geheim"), to: "q", of: project, basedOn: 0, by: eva)
        let line = try #require(try await store.trail(of: project).last)
        #expect(line.event == "answered" && line.actor == eva && line.detail == ["question": "q", "version": "1"])
    }
}
