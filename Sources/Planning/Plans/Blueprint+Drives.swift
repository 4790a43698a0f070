/// What follows from one question.
public struct Drives: Hashable, Sendable {
    /// Questions that are asked only after some answers to it.
    public var questions: [String] = []
    /// Rules of the architecture.
    public var rules: [String] = []
    /// Test cases.
    public var tests: [String] = []
    /// Steps of the runbook and messages.
    public var steps: [String] = []
    /// Factors of the estimate.
    public var factors: [String] = []
    /// Whether accounts and products come from it.
    public var accounts = false

    /// Whether nothing follows from it; being a condition of other questions alone is nothing.
    public var isEmpty: Bool { rules.isEmpty && tests.isEmpty && steps.isEmpty && factors.isEmpty && !accounts }
}

extension Blueprint {
    /// What follows from a question: what its page says under «why we ask», and what an answer can change.
    public func drives(_ question: String) -> Drives {
        let direct = Set(rules.filter { $0.trigger.questions.contains(question) }.map(\.id))
        func follows(_ trigger: Trigger) -> Bool {
            trigger.questions.contains(question) || !direct.isDisjoint(with: trigger.rules)
        }
        return Drives(
            questions: questionnaire.questions.filter { $0.condition.questions.contains(question) }.map(\.id),
            rules: rules.map(\.id).filter(direct.contains),
            tests: tests.filter { follows($0.trigger) }.map(\.id),
            steps: steps.filter { follows($0.trigger) || $0.each?.question == question }.map(\.id)
                + messages.filter { follows($0.trigger) }.map(\.id),
            factors: factors.filter { follows($0.trigger) }.map(\.id),
            accounts: AccountPlan.questions.contains(question)
        )
    }
}
