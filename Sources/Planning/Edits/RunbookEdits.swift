import MailCore

/// What was changed by hand in the runbook of a project.
public struct RunbookEdits: Hashable, Codable, Sendable {
    /// What is different at a derived step; nil for as derived.
    public struct StepEdit: Hashable, Codable, Sendable {
        /// What is done.
        public var title: String?
        /// How it is seen to be done.
        public var check: String?
        /// How one gets back.
        public var back: String?
        /// How long it is planned to take.
        public var minutes: Int?
        /// Who does it.
        public var actor: Runbook.Actor?

        /// An edit.
        public init(
            title: String? = nil,
            check: String? = nil,
            back: String? = nil,
            minutes: Int? = nil,
            actor: Runbook.Actor? = nil
        ) {
            self.title = title
            self.check = check
            self.back = back
            self.minutes = minutes
            self.actor = actor
        }
    }

    /// A step that nothing derived.
    public struct OwnStep: Hashable, Codable, Sendable, Identifiable {
        /// Its name, of `PlanEdits.newID()`.
        public var id: String
        /// The part that it belongs to.
        public var phase: Runbook.Phase
        /// The integration that it belongs to; nil for the general part.
        public var section: String?
        /// What is done.
        public var title: String
        /// How it is seen to be done.
        public var check: String
        /// How one gets back.
        public var back: String
        /// Who does it.
        public var actor: Runbook.Actor
        /// How long it is planned to take.
        public var minutes: Int

        /// A step.
        public init(
            id: String,
            phase: Runbook.Phase,
            section: String? = nil,
            title: String,
            check: String = "",
            back: String = "",
            actor: Runbook.Actor,
            minutes: Int
        ) {
            self.id = id
            self.phase = phase
            self.section = section
            self.title = title
            self.check = check
            self.back = back
            self.actor = actor
            self.minutes = minutes
        }
    }

    /// What is different at derived steps, by their ID.
    public var steps: [String: StepEdit] = [:]
    /// Steps that nothing derived, each at the end of its part until it is moved.
    public var own: [OwnStep] = []
    /// The order of the steps that were moved, and of those beside them.
    public var order: [String] = []
    /// Derived steps that are left out.
    public var removed: Set<String> = []

    /// Nothing changed.
    public init() {}
}

extension Runbook {
    /// The steps with what was changed by hand.
    func applying(_ edits: RunbookEdits) -> Runbook {
        var runbook = self
        runbook.steps = steps.filter { !edits.removed.contains($0.id) || guards($0.id) }.map { step in
            edits.steps[step.id].map(step.applying) ?? step
        }
        runbook.steps += edits.own.map(Step.init)
        // An own step of an integration that is gone would be lost: it stands in the general part.
        let sections = Set(sections)
        for index in runbook.steps.indices {
            guard let section = runbook.steps[index].section, !sections.contains(section) else { continue }
            runbook.steps[index].section = nil
        }
        runbook.steps = Phase.allCases.flatMap { phase in runbook.steps.filter { $0.phase == phase } }
        return runbook.sorted(by: edits.order)
    }

    /// Whether another step may begin only when this one was confirmed: then it cannot be left out.
    public func guards(_ id: String) -> Bool { steps.contains { $0.waitsFor.contains(id) } }

    /// In each group, what is named takes the places of what is named; the rest keeps its own.
    private func sorted(by order: [String]) -> Runbook {
        guard !order.isEmpty else { return self }
        let ranks = Dictionary(zip(order, 0...)) { first, _ in first }
        var places: [Group: [Int]] = [:]
        for (index, step) in steps.enumerated() { places[step.group, default: []].append(index) }
        var runbook = self
        for indices in places.values {
            let named = indices.filter { ranks[steps[$0].id] != nil }
            let wanted = named.sorted { ranks[steps[$0].id, default: 0] < ranks[steps[$1].id, default: 0] }
            for (place, index) in zip(named, wanted) { runbook.steps[place] = steps[index] }
            let safe = Runbook.safe(indices.map { runbook.steps[$0] })
            for (place, step) in zip(indices, safe) { runbook.steps[place] = step }
        }
        return runbook
    }

    /// The steps in their order, but none before one that it waits for: that may have come after they were moved.
    private static func safe(_ steps: [Step]) -> [Step] {
        var (rest, sorted): ([Step], [Step]) = (steps, [])
        while !rest.isEmpty {
            let next = rest.firstIndex { step in !rest.contains { step.waitsFor.contains($0.id) } } ?? rest.startIndex
            sorted.append(rest.remove(at: next))
        }
        return sorted
    }

    /// What a step stays in when it is moved.
    struct Group: Hashable {
        var phase: Phase
        var section: String?
    }
}

extension Runbook.Step {
    var group: Runbook.Group { Runbook.Group(phase: phase, section: section) }

    fileprivate func applying(_ edit: RunbookEdits.StepEdit) -> Runbook.Step {
        var step = self
        step.title = edit.title.map { .literal($0) } ?? title
        step.check = edit.check.map { .literal($0) } ?? check
        step.back = edit.back.map { .literal($0) } ?? back
        step.minutes = edit.minutes ?? minutes
        step.actor = edit.actor ?? actor
        step.isEdited = step != self
        return step
    }

    fileprivate init(_ own: RunbookEdits.OwnStep) {
        self.init(
            id: own.id,
            phase: own.phase,
            section: own.section,
            title: .literal(own.title),
            check: .literal(own.check),
            back: .literal(own.back),
            actor: own.actor,
            minutes: own.minutes,
            waitsFor: [],
            reason: Reason(rules: [], answers: [], row: nil)
        )
    }
}
