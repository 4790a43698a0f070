import FoundationEssentials
import MailCore
import Testing
import Texts

@testable import Planning

@Suite("What a consultant edits")
struct PlanEditsTests {
    let blueprint: Blueprint
    let answers: Answers
    let plan: Plan

    init() throws {
        blueprint = try Project.blueprint()
        answers = try Project.answers("5-people-microsoft-365-to-infomaniak")
        plan = blueprint.plan(for: answers)
    }

    @Test("changes nothing as long as it is empty, and reads as empty where it was written before a field was there")
    func empty() throws {
        #expect(plan.applying(PlanEdits()) == plan)
        #expect(try JSONDecoder().decode(PlanEdits.self, from: Data("{}".utf8)) == PlanEdits())
    }

    @Test("comes back from its document as it was")
    func document() throws {
        var edits = PlanEdits()
        edits.questions = [OwnQuestion(id: edits.newID(), text: "A?", form: .choice, choices: ["x", "y"])]
        edits.decisions = ["a": .init(title: "T", setAside: "S")]
        edits.cases = [
            .init(id: edits.newID(), area: .mail, title: "T", steps: "S", expected: "E", tester: .pilot)
        ]
        edits.runbook.removed = ["b"]
        edits.dates.cutover = "2027-02-28"
        edits.zones = ["x.ch": .init(given: [DNSRecord(name: "x.ch", kind: .txt, value: .text("a"), lifetime: 60)])]
        let read = try JSONDecoder().decode(PlanEdits.self, from: JSONEncoder().encode(edits))
        #expect(read == edits)
        var next = read
        #expect(next.newID() == "own-3")
    }

    @Test("puts own words in a decision's place, sets it aside, and says so")
    func decisions() throws {
        let blocker = try #require(plan.architecture.risks.first)
        var edits = PlanEdits()
        edits.decisions[blocker.id] = .init(title: "<b>Eigenes</b>", next: "")
        var edited = plan.applying(edits)
        var decision = try #require(edited.architecture.decisions.first { $0.id == blocker.id })
        #expect(decision.title.literal == "<b>Eigenes</b>" && decision.why == blocker.why && decision.next == nil)
        #expect(decision.isEdited && decision.setAside == nil)
        #expect(edited.architecture.risks.count == plan.architecture.risks.count)

        edits.decisions[blocker.id] = .init(setAside: "Gilt hier nicht")
        edited = plan.applying(edits)
        decision = try #require(edited.architecture.decisions.first { $0.id == blocker.id })
        #expect(decision.setAside == "Gilt hier nicht" && !decision.isEdited && decision.title == blocker.title)
        #expect(edited.architecture.risks.count == plan.architecture.risks.count - 1)
    }

    @Test("adds decisions and test cases of its own, in their rank")
    func own() throws {
        var edits = PlanEdits()
        edits.ownDecisions = [.init(id: edits.newID(), area: .files, kind: .blocker, title: "T", why: "W")]
        edits.cases = [
            .init(
                id: edits.newID(),
                area: .mail,
                title: "T",
                steps: "S",
                expected: "E",
                tester: .pilot,
                testable: .after,
                limit: "erst dann"
            )
        ]
        let edited = plan.applying(edits)
        #expect(edited.architecture.blockers.contains { $0.id == "own-1" && $0.next == nil })
        let ranks = edited.architecture.decisions.map(\.kind)
        #expect(ranks.firstIndex(of: .risk).map { ranks[..<$0].contains(.blocker) } == true)
        #expect(edited.tests.cases.last?.id == "own-2" && edited.tests.cases.last?.limit?.literal == "erst dann")
        #expect(edited.architecture.decisions.allSatisfy { PlanEdits.isOwn($0.id) == ($0.id == "own-1") })
    }

    @Test("is kept and told where what it changed is gone")
    func strays() {
        var edits = PlanEdits()
        edits.decisions["gone"] = .init(title: "Alt")
        edits.runbook.steps["away"] = .init(title: "Schritt", minutes: 5)
        edits.runbook.removed = ["left"]
        edits.runbook.order = ["nowhere"]
        let edited = plan.applying(edits)
        #expect(edited.strays.map(\.id) == ["decision/gone", "removed/left", "step/away"])
        #expect(edited.strays.map(\.text) == ["Alt", "", "Schritt"])
        #expect(edited.runbook == plan.runbook && edited.architecture == plan.architecture)
    }

    @Test("asks questions of its own at the end, in the consultant's words")
    func questions() throws {
        var edits = PlanEdits()
        edits.questions = [
            OwnQuestion(
                id: edits.newID(),
                text: "Welche Farbe?",
                help: "Am Haus",
                form: .choice,
                choices: ["rot", "blau"]
            ),
            OwnQuestion(id: edits.newID(), text: "Wie viele?", form: .number),
            OwnQuestion(id: "people", text: "Gibt es schon"),
        ]
        let questionnaire = blueprint.questionnaire.adding(edits.questions)
        let section = try #require(questionnaire.sections.last)
        #expect(section.id == "own" && section.questions.map(\.id) == ["own-1", "own-2"])
        let question = try #require(questionnaire["own-1"])
        let texts = try Project.texts()
        #expect(texts.render(question.title, in: Formats(.fr)) == "Welche Farbe?")
        #expect(question.help?.literal == "Am Haus" && question.isOwn)
        #expect(question.choices.map { texts.render($0.label, in: Formats(.en)) } == ["rot", "blau"])
        #expect(texts.has(section.title.key))
        #expect(question.flaws(of: .choice("2")).isEmpty && !question.flaws(of: .choice("3")).isEmpty)
        #expect(questionnaire["own-2"]?.flaws(of: .text("drei")).isEmpty == false)
        var asked = answers
        asked["own-2"] = .unknown(person: "Anna")
        #expect(blueprint.plan(for: asked, edits: edits).tasks.contains { $0.id == "own-2" && $0.person == "Anna" })
        #expect(questionnaire["people"] == blueprint.questionnaire["people"])
        #expect(blueprint.questionnaire.adding([]) == blueprint.questionnaire)
    }

    @Test("keeps the meaning of an answer where choices come, go and change their order")
    func choices() {
        var question = OwnQuestion(id: "own-1", text: "?", form: .choice, choices: ["rot", " blau ", "", "rot"])
        #expect(question.choices.map(\.id) == ["1", "2"] && question.choices[1].label == "blau")
        question.choose(from: ["grün", "blau"])
        #expect(question.choices.map(\.id) == ["3", "2"])
    }

    @Test("has a day only where the day exists", arguments: [("2028-02-29", true), ("2027-02-29", false), ("", false)])
    func days(text: String, exists: Bool) {
        let noon = PlanEdits.Dates(cutover: text).cutoverNoon
        #expect((noon != nil) == exists)
        if let noon { #expect(RFC3339.text(noon) == "\(text)T12:00:00Z") }
    }
}

@Suite("The edited runbook")
struct RunbookEditsTests {
    /// Steps by short names: a capital waits for the step of the small letter.
    private func runbook(_ names: String, section: String? = nil) -> Runbook {
        Runbook(
            steps: names.map { name in
                Runbook.Step(
                    id: String(name),
                    phase: .preparation,
                    section: section,
                    title: .literal(""),
                    check: .literal(""),
                    back: .literal(""),
                    actor: .consultant,
                    minutes: 10,
                    waitsFor: name.isUppercase ? [name.lowercased()] : [],
                    reason: Reason(rules: [], answers: [], row: nil)
                )
            },
            messages: []
        )
    }

    private func names(_ runbook: Runbook) -> String { runbook.steps.map(\.id).joined() }

    static let moves: [(steps: String, step: String, move: StepMove, order: String?)] = [
        ("abc", "b", .up, "bac"), ("abc", "b", .down, "acb"), ("abc", "a", .up, nil), ("abc", "c", .down, nil),
        // Nothing comes before what it waits for.
        ("abBc", "b", .up, "baBc"), ("abBc", "B", .up, nil), ("abBc", "b", .down, nil), ("abBc", "c", .up, "abcB"),
        ("abcB", "B", .up, "abBc"), ("Abc", "A", .down, "bAc"), ("abc", "x", .up, nil),
    ]

    @Test("moves a step past its neighbour where that is safe", arguments: moves)
    func moving(steps: String, step: String, move: StepMove, order: String?) {
        let before = runbook(steps)
        let moved = before.order(moving: step, move, in: [])
        #expect(moved?.joined() == order)
        #expect(before.canMove(step, move) == (order != nil))
        var edits = RunbookEdits()
        edits.order = moved ?? []
        #expect(names(before.applying(edits)) == order ?? steps)
    }

    @Test(
        "keeps the order of what was moved where steps come and go",
        arguments: [
            ("abNcd", "baNcd"), ("bcd", "bcd"), ("abd", "bad"), ("nabcd", "nbacd"), ("abAcd", "baAcd"),
            ("aAbcd", "baAcd"),
        ]
    )
    func staying(derived: String, expected: String) {
        var edits = RunbookEdits()
        edits.order = ["b", "a", "c", "d"]
        #expect(names(runbook(derived).applying(edits)) == expected)
    }

    @Test("moves on from where a step is, and leaves other parts alone")
    func twice() {
        var edits = RunbookEdits()
        let derived = runbook("abc")
        edits.order = ["z"]
        for expected in ["bac", "bac"] {
            edits.order = derived.applying(edits).order(moving: "b", .up, in: edits.order) ?? edits.order
            #expect(names(derived.applying(edits)) == expected && edits.order.first == "z")
        }
    }

    @Test("leaves steps out, but never the check that a later one waits for")
    func removing() {
        var edits = RunbookEdits()
        edits.removed = ["a", "b", "B"]
        #expect(names(runbook("abBd").applying(edits)) == "bd")
        #expect(runbook("abB").guards("b") && !runbook("abB").guards("a") && !runbook("abB").guards("B"))
    }

    @Test("has own steps at the end of their part or integration, in the general part where that is gone")
    func own() {
        var edits = RunbookEdits()
        edits.own = [
            .init(id: "own-1", phase: .preparation, section: "Shop", title: "x", actor: .customer, minutes: 5),
            .init(id: "own-2", phase: .export, title: "y", actor: .everybody, minutes: 7),
        ]
        let shop = runbook("ab", section: "Shop").applying(edits)
        #expect(shop.steps(section: "Shop").map(\.id) == ["a", "b", "own-1"] && shop.minutes == 32)
        #expect(shop.steps(.export).map(\.id) == ["own-2"])
        #expect(runbook("ab").applying(edits).steps(.preparation).map(\.id) == ["a", "b", "own-1"])
    }

    @Test("says which steps somebody changed")
    func changed() throws {
        var edits = RunbookEdits()
        edits.steps = ["a": .init(title: "=1+1", minutes: 45, actor: .customer), "b": .init(minutes: 10)]
        let edited = runbook("ab").applying(edits)
        let step = try #require(edited.steps.first)
        #expect(step.title.literal == "=1+1" && step.minutes == 45 && step.actor == .customer && step.isEdited)
        #expect(edited.steps.last?.isEdited == false)
    }
}
