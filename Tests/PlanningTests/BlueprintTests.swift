import Testing

@testable import Planning

@Suite("The project's own questionnaire and rules")
struct BlueprintTests {
    let blueprint: Blueprint

    init() throws { blueprint = try Project.blueprint() }

    @Test("cover the 62 topics of the inventory")
    func topics() {
        let topics = Set(blueprint.questionnaire.questions.flatMap(\.topics))
        #expect(topics == Set(1...62), "\(Set(1...62).subtracting(topics).sorted())")
    }

    @Test("let every question drive something, or mark it as information")
    func driven() {
        for question in blueprint.questionnaire.questions {
            #expect(blueprint.drives(question.id).isEmpty == question.isInformation, "\(question.id)")
        }
    }

    @Test("say for every question that drives something why it is asked")
    func why() {
        for question in blueprint.questionnaire.questions where !question.isInformation {
            #expect(question.why != nil, "\(question.id)")
        }
    }

    @Test("let every rule lead to something: a text, a test case, a step or a factor")
    func effects() {
        for rule in blueprint.rules { #expect(!rule.texts.isEmpty, "\(rule.id)") }
        let blockers = blueprint.rules.filter { $0.kind == .blocker }
        #expect(blockers.count >= 10)
    }

    @Test("give no two things of a kind the same name")
    func unique() {
        func isUnique(_ names: [String]) -> Bool { Set(names).count == names.count }
        #expect(isUnique(blueprint.questionnaire.questions.map(\.id)))
        #expect(isUnique(blueprint.rules.map(\.id)))
        #expect(isUnique(blueprint.tests.map(\.id)))
        #expect(isUnique(blueprint.steps.map(\.id)))
        #expect(isUnique(blueprint.messages.map(\.id)))
        #expect(isUnique(blueprint.factors.map(\.id)))
    }

    @Test("begin with ten steps, 30 hours of the consultant and 34 of the customer")
    func basis() {
        let effort = blueprint.plan(for: Answers(version: 1)).effort
        #expect(effort.steps.count == 10)
        #expect(effort.total == Effort.Hours(consultant: 30, customer: 34))
        #expect(effort.factors.isEmpty)
    }

    @Test("offer every target platform, and only those")
    func targets() {
        let choices = blueprint.questionnaire["target"]?.choices.map(\.id) ?? []
        #expect(Set(choices) == Set(TargetPlatform.allCases.map(\.rawValue)))
    }

    @Test("keep «weiss nicht» out of the choices of questions: it is an answer to all of them")
    func unknown() {
        for question in blueprint.questionnaire.questions {
            #expect(question.choice("unknown") == nil, "\(question.id)")
        }
    }
}
