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
        try await store.mark("q", .query, in: project, by: carl)
        try await store.mark("empty", .ok, in: project, by: carl)
        _ = try await store.save(.text("B"), to: "q", of: project, basedOn: 1, by: eva)
        var marks = try await store.review(of: project).marks
        #expect(marks["q"]?.answerVersion == 1 && marks["q"]?.state == .query && marks["empty"]?.answerVersion == 0)
        try await store.mark("q", .ok, in: project, by: carl)
        try await store.mark("empty", nil, in: project, by: carl)
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

    @Test(
        "what was never submitted is not signed off; a sign-off stands until it is reopened, once for each submission"
    )
    func signOff() async throws {
        let project = try await store.begin().id
        #expect(try await store.signOff(project, by: carl, mailing: false) == nil)
        _ = try await store.submit(project, by: eva, mailing: false)
        let first = try #require(try await store.signOff(project, by: carl, mailing: false))
        #expect(try await store.signOff(project, by: eva, mailing: false) == first)
        #expect(try await store.review(of: project).signOff == first)
        #expect(try await store.reopen(project, by: eva))
        #expect(!(try await store.reopen(project, by: eva)))
        #expect(try await store.review(of: project).signOff == nil)
        _ = try await store.submit(project, by: eva, mailing: false)
        let second = try #require(try await store.signOff(project, by: carl, mailing: false))
        #expect(second.submission == 2)
        let all = try await store.review(of: project).signOffs
        #expect(all.map(\.reopenedBy) == [eva, nil] && all.last == second)
    }
}
