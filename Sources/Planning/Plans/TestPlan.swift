public import MailCore

/// What is tried out before and after the switch-over.
public struct TestPlan: Hashable, Codable, Sendable {
    /// Who tries it.
    public enum Tester: String, CaseIterable, Hashable, Codable, Sendable {
        case consultant, pilot, team, customer, system
        /// What they are called.
        public var title: Phrase { Phrase("planning.tester.\(rawValue)") }
    }

    /// How far it can be tried before the switch-over.
    public enum Testable: String, CaseIterable, Hashable, Codable, Sendable {
        case fully, partly
        case after = "after-cutover"
        /// What it is called.
        public var title: Phrase { Phrase("planning.testable.\(rawValue)") }
    }

    /// One test case.
    public struct Case: Hashable, Codable, Sendable, Identifiable {
        /// Its number, with the row where there are several.
        public var id: String
        /// The area.
        public var area: Architecture.Area
        /// What is tried.
        public var title: Phrase
        /// How.
        public var steps: Phrase
        /// What has to come of it.
        public var expected: Phrase
        /// Who tries it.
        public var tester: Tester
        /// How far it can be tried before the switch-over.
        public var testable: Testable
        /// Why not fully.
        public var limit: Phrase?
        /// What it follows from.
        public var reason: Reason
    }

    /// The cases in their order.
    public var cases: [Case]

    /// The cases that can be tried so far before the switch-over.
    public func cases(_ testable: Testable) -> [Case] { cases.filter { $0.testable == testable } }
}

/// A test case before it is known whether the answers ask for it.
struct TestTemplate: Hashable, Sendable, Identifiable {
    var id: String
    var trigger: Trigger
    var area: Architecture.Area
    var tester: TestPlan.Tester
    var testable: TestPlan.Testable

    init(_ block: Block, questionnaire: Questionnaire, rules: Set<String>, wordings: inout Wordings) throws(LoadError) {
        let texts = ["title", "steps", "expected", "limit"]
        try block.allow(Trigger.keys.union(["area", "tester", "testable"]).union(texts))
        id = try block.needed("id")
        trigger = try Trigger(block, questionnaire: questionnaire, rules: rules)
        area = try block.choice("area")
        tester = try block.choice("tester")
        testable = try block.choice("testable", default: .fully)
        guard (testable == .fully) != block.has("limit") else {
            throw block.wrong("limit", "a case that cannot be tried fully says why, and no other does")
        }
        for name in texts {
            try wordings.take(name, of: block, as: "planning.test.\(id).\(name)", needed: name != "limit")
        }
    }
}

extension TestPlan {
    init(_ templates: [TestTemplate], _ outcome: Outcome) {
        cases = templates.flatMap { template in
            let key = "planning.test.\(template.id)"
            return outcome.occurrences(of: template.trigger, id: template.id).map { found in
                Case(
                    id: found.id,
                    area: template.area,
                    title: found.phrase("\(key).title"),
                    steps: found.phrase("\(key).steps"),
                    expected: found.phrase("\(key).expected"),
                    tester: template.tester,
                    testable: template.testable,
                    limit: template.testable == .fully ? nil : found.phrase("\(key).limit"),
                    reason: found.reason
                )
            }
        }
    }
}
