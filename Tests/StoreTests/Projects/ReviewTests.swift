import MailCore
import Planning
import Store
import Testing

@Suite("Review of a project")
struct ReviewTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }
    private let eva = ProjectActor.someone("Eva")
    private let carl = ProjectActor.someone("Carl")

    init() throws { fixture = try Fixture() }

    @Test("a mark remembers which answer it was made of, and is replaced and taken back")
    func marks() async throws {
        let project = try await store.begin().id
        _ = try await store.save(.text("A"), to: "q", of: project, basedOn: 0, by: eva)
        try await store.mark("q", .query, version: 1, in: project, by: carl)
        try await store.mark("empty", .ok, version: 0, in: project, by: carl)
        _ = try await store.save(.text("B"), to: "q", of: project, basedOn: 1, by: eva)
        var marks = try await store.review(of: project).marks
        #expect(marks["q"]?.answerVersion == 1 && marks["q"]?.state == .query && marks["empty"]?.answerVersion == 0)
        #expect(try await !store.mark("q", .ok, version: 1, in: project, by: carl), "that answer was not seen")
        #expect(try await store.review(of: project).marks["q"]?.state == .query)
        #expect(try await store.mark("q", .ok, version: 2, in: project, by: carl))
        try await store.mark("empty", nil, version: 0, in: project, by: carl)
        marks = try await store.review(of: project).marks
        #expect(marks["q"]?.answerVersion == 2 && marks["q"]?.state == .ok && marks.count == 1)
    }

    @Test("remarks stay in their order, with their author, as they were typed")
    func comments() async throws {
        let project = try await store.begin().id
        try await store.comment("Wie viele?\n<script>", on: "q", in: project, by: carl)
        try await store.comment("Fünf\u{0}.", on: "q", in: project, by: eva)
        try await store.comment("Anderes", on: "r", in: project, by: eva)
        let comments = try await store.review(of: project).comments
        #expect(comments["q"]?.map(\.text) == ["Wie viele?\n<script>", "Fünf."])
        #expect(comments["q"]?.map(\.actor) == [carl, eva] && comments["r"]?.count == 1)
        #expect(try await store.review(of: .random()).comments.isEmpty)
    }

    @Test("only queries of answers as they stand are told, and without one nothing is given back")
    func queries() async throws {
        let project = try await store.begin().id
        _ = try await store.save(.text("A"), to: "q", of: project, basedOn: 0, by: eva)
        for question in ["q", "r"] {
            try await store.mark(question, .query, version: question == "q" ? 1 : 0, in: project, by: carl)
        }
        _ = try await store.save(.text("B"), to: "q", of: project, basedOn: 1, by: eva)
        #expect(try await store.giveBack(project, by: carl, mailing: false) == 1)
        _ = try await store.save(.text("C"), to: "r", of: project, basedOn: 0, by: eva)
        let trail = try await store.trail(of: project).count
        #expect(try await store.giveBack(project, by: carl, mailing: true) == 0)
        #expect(try await store.trail(of: project).count == trail)
    }

    @Test("what was not seen is not signed: a later submission, and answers that are others by now")
    func unseen() async throws {
        let project = try await store.begin().id
        _ = try await store.save(.text("A"), to: "q", of: project, basedOn: 0, by: eva)
        try await store.submit(project, after: 0, by: eva, mailing: false)
        _ = try await store.save(.text("B"), to: "q", of: project, basedOn: 1, by: eva)
        let revision = try await store.project(project)?.revision
        #expect(try await store.signOff(project, submission: 1, by: carl, mailing: false) == .changed(["q"]))
        #expect(try await store.project(project)?.revision == revision)
        try await store.submit(project, after: 1, by: eva, mailing: false)
        #expect(try await store.signOff(project, submission: 1, by: carl, mailing: false) == .newer(2))
        #expect(try await store.review(of: project).signOffs.isEmpty)
        guard case .signed = try await store.signOff(project, submission: 2, by: carl, mailing: false) else {
            Issue.record("not signed")
            return
        }
    }

    @Test("answers that another questionnaire asks under other names are the same answers")
    func carried() async throws {
        let project = try await store.begin().id
        _ = try await store.save(.text("A"), to: "former", of: project, basedOn: 0, by: eva)
        try await store.submit(project, after: 0, by: eva, mailing: false)
        let change: @Sendable (Answers) -> Answers = { answers in
            var answers = answers
            if let answer = answers.byQuestion.removeValue(forKey: "former") { answers["name"] = answer }
            answers.version = 4
            return answers
        }
        try await store.carry(project, change)
        let signing = try await store.signOff(project, submission: 1, carrying: change, by: carl, mailing: false)
        guard case .signed = signing else {
            Issue.record("\(signing)")
            return
        }
    }

    @Test("while a sign-off stands no answer changes, none is handed in and nothing is said of one")
    func signed() async throws {
        let project = try await store.begin().id
        _ = try await store.save(.text("A"), to: "q", of: project, basedOn: 0, by: eva)
        try await store.submit(project, after: 0, by: eva, mailing: false)
        try await store.signOff(project, submission: 1, by: carl, mailing: false)
        let revision = try await store.project(project)?.revision
        #expect(try await store.save(.text("B"), to: "q", of: project, basedOn: 1, by: eva) == .signedOff)
        #expect(try await store.save(.text("A"), to: "q", of: project, basedOn: 1, by: eva) == .saved(1), "the same")
        #expect(try await store.fill(["r": .text("found")], of: project, by: .umzug).isEmpty)
        #expect(try await store.submit(project, after: 1, by: eva, mailing: false) == nil)
        #expect(try await !store.mark("q", .query, version: 1, in: project, by: carl))
        #expect(try await store.project(project)?.revision == revision)
        try await store.reopen(project, by: carl)
        #expect(try await store.save(.text("B"), to: "q", of: project, basedOn: 1, by: eva) == .saved(2))
    }

    @Test(
        "what was never submitted is not signed off; a sign-off stands until it is reopened, once for each submission"
    )
    func signOff() async throws {
        let project = try await store.begin().id
        #expect(try await store.signOff(project, submission: 0, by: carl, mailing: false) == .notSubmitted)
        try await store.submit(project, after: 0, by: eva, mailing: false)
        try await store.signOff(project, submission: 1, by: carl, mailing: false)
        let first = try #require(try await store.review(of: project).signOff)
        #expect(try await store.signOff(project, submission: 1, by: eva, mailing: false) == .signed(first))
        #expect(try await store.review(of: project).signOff == first)
        #expect(try await store.reopen(project, by: eva))
        #expect(!(try await store.reopen(project, by: eva)))
        #expect(try await store.review(of: project).signOff == nil)
        try await store.submit(project, after: 1, by: eva, mailing: false)
        try await store.signOff(project, submission: 2, by: carl, mailing: false)
        let second = try #require(try await store.review(of: project).signOff)
        #expect(second.submission == 2)
        let all = try await store.review(of: project).signOffs
        #expect(all.map(\.reopenedBy) == [eva, nil] && all.last == second)
    }
}
