import MailCore

/// A step of the runbook before it is known whether the answers ask for it.
struct StepTemplate: Hashable, Sendable, Identifiable {
    var id: String
    var trigger: Trigger
    var phase: Runbook.Phase
    var actor: Runbook.Actor
    var minutes: Double
    /// The question whose number, or number of rows, takes more minutes each.
    var each: (question: String, minutes: Double)?
    /// The steps whose checks have to be confirmed before it, as far as they are there.
    var after: [String]
    var hasSection: Bool

    static let texts = ["title", "check", "back"]

    init(_ block: Block, questionnaire: Questionnaire, rules: Set<String>, wordings: inout Wordings) throws(LoadError) {
        let own = ["phase", "who", "minutes", "per", "perMinutes", "after", "section"]
        try block.allow(Trigger.keys.union(own).union(StepTemplate.texts))
        id = try block.needed("id")
        trigger = try Trigger(block, questionnaire: questionnaire, rules: rules)
        phase = try block.choice("phase")
        actor = try block.choice("who")
        minutes = try block.number("minutes") ?? 0
        after = try block.strings("after")
        hasSection = try block.flag("section")
        if let question = try block.string("per") {
            guard let form = questionnaire[question]?.form, [.number, .table].contains(form) else {
                throw block.wrong("per", "\(question) is nothing to be counted")
            }
            each = (question, try block.number("perMinutes") ?? 0)
        }
        guard !hasSection || trigger.table != nil else { throw block.wrong("section", "a section needs each") }
        for name in StepTemplate.texts {
            try wordings.take(name, of: block, as: "planning.step.\(id).\(name)", needed: true)
        }
    }

    static func == (left: StepTemplate, right: StepTemplate) -> Bool { left.id == right.id }
    func hash(into hasher: inout Hasher) { hasher.combine(id) }

    func planned(_ situation: Situation) -> Int {
        guard let each else { return Int(minutes.rounded()) }
        let count = situation.number(each.question) ?? Double(situation.rows(each.question).count)
        return Int((minutes + count * each.minutes).rounded())
    }
}

/// A message before it is known whether the answers ask for it.
struct MessageTemplate: Hashable, Sendable, Identifiable {
    var id: String
    var trigger: Trigger

    init(_ block: Block, questionnaire: Questionnaire, rules: Set<String>, wordings: inout Wordings) throws(LoadError) {
        let texts = ["audience", "moment", "subject", "body"]
        try block.allow(Trigger.keys.union(texts))
        id = try block.needed("id")
        trigger = try Trigger(block, questionnaire: questionnaire, rules: rules)
        for name in texts { try wordings.take(name, of: block, as: "planning.message.\(id).\(name)", needed: true) }
    }
}

extension Runbook {
    init(_ templates: [StepTemplate], _ messages: [MessageTemplate], _ outcome: Outcome) {
        let steps = templates.flatMap { template in
            outcome.occurrences(of: template.trigger, id: template.id).map { found in
                Step(template, found, minutes: template.planned(outcome.situation))
            }
        }
        // Steps stand where their part is; inside a part the file's order counts.
        self.steps = Phase.allCases.flatMap { phase in steps.filter { $0.phase == phase } }
        let present = Set(steps.map(\.id))
        for index in self.steps.indices { self.steps[index].waitsFor.removeAll { !present.contains($0) } }
        self.messages = messages.flatMap { template in
            let key = "planning.message.\(template.id)"
            return outcome.occurrences(of: template.trigger, id: template.id).map { found in
                Message(
                    id: found.id,
                    audience: found.phrase("\(key).audience"),
                    moment: found.phrase("\(key).moment"),
                    subject: found.phrase("\(key).subject"),
                    body: found.phrase("\(key).body"),
                    reason: found.reason
                )
            }
        }
    }
}

extension Runbook.Step {
    fileprivate init(_ template: StepTemplate, _ found: Occurrence, minutes: Int) {
        let key = "planning.step.\(template.id)"
        self.init(
            id: found.id,
            phase: template.phase,
            section: template.hasSection ? found.reason.row : nil,
            title: found.phrase("\(key).title"),
            check: found.phrase("\(key).check"),
            back: found.phrase("\(key).back"),
            actor: template.actor,
            minutes: minutes,
            waitsFor: template.after,
            reason: found.reason
        )
    }
}
