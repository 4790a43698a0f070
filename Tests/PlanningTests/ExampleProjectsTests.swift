import MailCore
import Testing
import Texts

@testable import Planning

@Suite("Two example projects")
struct ExampleProjectsTests {
    static let names = ["5-people-microsoft-365-to-infomaniak", "80-people-mx-plan-to-zimbra"]

    let blueprint: Blueprint
    let small: Plan
    let large: Plan

    init() throws {
        blueprint = try Project.blueprint()
        small = blueprint.plan(for: try Project.answers(Self.names[0]))
        large = blueprint.plan(for: try Project.answers(Self.names[1]))
    }

    @Test("are answered completely and without flaws", arguments: names)
    func complete(name: String) throws {
        let standing = blueprint.questionnaire.standing(of: try Project.answers(name))
        #expect(standing.isComplete)
        #expect(
            standing.lines.allSatisfy { $0.flaws.isEmpty && $0.state != .empty },
            "\(standing.lines.filter { $0.state == .empty }.map(\.id))"
        )
    }

    @Test("ask at most 25 questions of five people, and far more of eighty")
    func questions() throws {
        let few = blueprint.questionnaire.visible(after: try Project.answers(Self.names[0]))
        let many = blueprint.questionnaire.visible(after: try Project.answers(Self.names[1]))
        #expect(few.count == 24)
        #expect(many.count >= 60)
    }

    @Test("move to the product that was chosen")
    func targets() {
        #expect(small.target == .infomaniakKSuite && small.domains == ["keller-architektur.example"])
        #expect(large.target == .ovhZimbra && large.domains == ["muehle-ag.example", "muehle.example"])
    }

    @Test("have different architectures")
    func architecture() {
        let (left, right) = (Set(small.architecture.decisions.map(\.id)), Set(large.architecture.decisions.map(\.id)))
        #expect(left.subtracting(right).count >= 9 && right.subtracting(left).count >= 20)
        #expect(small.architecture.lines.contains { $0.area == .files && $0.tomorrow?.key.contains("kdrive") == true })
        #expect(large.architecture.lines.contains { $0.area == .files && $0.way == .unchanged })
        #expect(small.architecture.blockers.isEmpty)
        #expect(large.architecture.blockers.map(\.id).sorted() == ["forwards-mx-plan", "sender-exchange/ERP HolzPlan"])
    }

    @Test("have different tests, steps and hours")
    func plans() {
        #expect(large.tests.cases.count >= small.tests.cases.count + 10)
        #expect(large.runbook.steps.count >= small.runbook.steps.count + 20)
        #expect(small.effort.total.total < 64 && large.effort.total.total > 90)
        #expect(large.runbook.steps.contains { $0.id == "pop" } && !small.runbook.steps.contains { $0.id == "pop" })
        #expect(large.runbook.sections.contains("Shop") && large.tests.cases.contains { $0.id == "T30/Shop" })
        #expect(large.runbook.steps.first { $0.id == "rename" }?.waitsFor == ["receipt", "forwards-remove"])
        #expect(large.tests.cases.filter { $0.id.hasPrefix("T13/") }.count == 4)
    }

    @Test("list accounts, further addresses, shared mailboxes and calendars")
    func accounts() {
        #expect(small.accounts.items(.account).count == 5 && small.accounts.items(.alias).count == 1)
        #expect(small.accounts.items(.shared).map(\.members) == [["Anna Keller", "Sara Lüthi"]])
        #expect(small.accounts.items(.calendar).count == 1)
        #expect(large.accounts.items(.account).count == 79 && large.accounts.items(.archive).count == 1)
        #expect(large.accounts.items(.shared).count == 4 && large.accounts.items(.list).count == 2)
        #expect(large.accounts.findings.isEmpty)
    }

    @Test("read well in every language: nothing is left empty or without its text", arguments: Language.allCases)
    func texts(language: Language) throws {
        let (texts, formats) = (try Project.texts(), Formats(language, zone: .fixed(seconds: 3600)))
        for phrase in small.phrases + large.phrases {
            let text = texts.render(phrase, in: formats)
            #expect(!text.isEmpty && text != phrase.key && !text.contains("  "), "\(phrase.key): \(text)")
        }
    }

    @Test("keep their steps in the order of the parts")
    func order() {
        let phases = large.runbook.steps.map(\.phase)
        let order = Runbook.Phase.allCases
        #expect(phases == order.flatMap { phase in phases.filter { $0 == phase } })
        #expect(Set(phases) == Set(order))
    }
}

extension Plan {
    /// Everything that a reader sees of it.
    fileprivate var phrases: [Phrase] {
        var phrases: [Phrase?] = []
        for line in architecture.lines { phrases += [line.today, line.tomorrow, line.extent] }
        for decision in architecture.decisions { phrases += [decision.title, decision.why, decision.next] }
        for item in tests.cases { phrases += [item.title, item.steps, item.expected, item.limit] }
        for step in runbook.steps { phrases += [step.title, step.check, step.back] }
        for message in runbook.messages {
            phrases += [message.audience, message.moment, message.subject, message.body]
        }
        for step in effort.steps { phrases += [step.title, step.about] }
        phrases += effort.factors.map(\.title)
        return phrases.compactMap { $0 }
    }
}

@Suite("What waits for a check")
struct GuardedStepsTests {
    @Test("comes after it, in both example projects", arguments: ExampleProjectsTests.names)
    func order(name: String) throws {
        let steps = try Project.blueprint().plan(for: try Project.answers(name)).runbook.steps
        for (index, step) in steps.enumerated() {
            #expect(Set(step.waitsFor).isSubset(of: steps[..<index].map(\.id)), "\(step.id)")
        }
        #expect(steps.last?.id == "delete-data")
        #expect(steps.last.map { Set($0.waitsFor).isSuperset(of: ["last-copy", "cancel-contract"]) } == true)
    }
}
