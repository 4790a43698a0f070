/// Everything that follows from the answers.
public struct Plan: Hashable, Sendable {
    /// The product that is moved to; nil while that is open.
    public var target: TargetPlatform?
    /// The domains that move, in ASCII, the main one first.
    public var domains: [String]
    /// How the workplace looks after the move.
    public var architecture: Architecture
    /// What has to be set up.
    public var accounts: AccountPlan
    /// What is tried out.
    public var tests: TestPlan
    /// What is done, in order.
    public var runbook: Runbook
    /// How long it takes.
    public var effort: Effort
    /// What is still to be found out.
    public var tasks: [Standing.Task]
    /// Edits of what is gone.
    public var strays: [Stray] = []
}

extension Blueprint {
    /// Everything that follows from these answers.
    public func plan(for answers: Answers) -> Plan {
        let situation = Situation(answers, to: questionnaire)
        var outcome = Outcome(situation, wordings: wordings)
        let architecture = Architecture(rules, &outcome)
        var target: TargetPlatform?
        if case .choice(let id) = situation.answers["target"]?.value { target = TargetPlatform(rawValue: id) }
        let main = situation.mainDomain.map { [$0] } ?? []
        return Plan(
            target: target,
            domains: main + situation.domains.subtracting(main).sorted(),
            architecture: architecture,
            accounts: AccountPlan(situation),
            tests: TestPlan(tests, outcome),
            runbook: Runbook(steps, messages, outcome),
            effort: Effort(process, factors, outcome),
            tasks: questionnaire.standing(of: answers).tasks
        )
    }
}
