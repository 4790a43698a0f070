import MailCore

extension Plan {
    /// An edit of something that is gone, because an answer changed: it is kept, and does nothing.
    public struct Stray: Hashable, Sendable, Identifiable {
        /// What it was an edit of.
        public enum Kind: String, CaseIterable, Hashable, Sendable { case decision, step, removed }

        /// What it was an edit of.
        public var kind: Kind
        /// The ID of what is gone.
        public var item: String
        /// The words that were put in its place; empty where there were none.
        public var text: String
        /// Kind and item.
        public var id: String { "\(kind.rawValue)/\(item)" }
    }

    /// The plan with what a consultant changed by hand; edits of what is gone are told in `strays`.
    public func applying(_ edits: PlanEdits) -> Plan {
        var plan = self
        plan.architecture = architecture.applying(edits)
        plan.tests.cases += edits.cases.map(TestPlan.Case.init)
        plan.runbook = runbook.applying(edits.runbook)
        plan.strays = strays(edits)
        return plan
    }

    /// The order of moved steps is left out: where some of them are gone, the others keep it.
    private func strays(_ edits: PlanEdits) -> [Stray] {
        let decisions = Set(architecture.decisions.map(\.id))
        let steps = Set(runbook.steps.map(\.id))
        let gone = edits.decisions.filter { !decisions.contains($0.key) }.map { id, edit in
            Stray(kind: .decision, item: id, text: edit.title ?? edit.setAside ?? edit.why ?? edit.next ?? "")
        }
        let changed = edits.runbook.steps.filter { !steps.contains($0.key) }.map { id, edit in
            Stray(kind: .step, item: id, text: edit.title ?? edit.check ?? edit.back ?? "")
        }
        let removed = edits.runbook.removed.subtracting(steps).map { Stray(kind: .removed, item: $0, text: "") }
        return (gone + changed + removed).sorted { $0.id < $1.id }
    }
}

extension Blueprint {
    /// Everything that follows from these answers, with what a consultant changed by hand.
    public func plan(for answers: Answers, edits: PlanEdits) -> Plan {
        adding(edits.questions).plan(for: answers).applying(edits)
    }
}

extension Architecture {
    fileprivate func applying(_ edits: PlanEdits) -> Architecture {
        var architecture = self
        architecture.decisions = decisions.map { decision in
            edits.decisions[decision.id].map(decision.applying) ?? decision
        }
        architecture.decisions = Architecture.ranked(architecture.decisions + edits.ownDecisions.map(Decision.init))
        return architecture
    }
}

extension Architecture.Decision {
    fileprivate func applying(_ edit: PlanEdits.DecisionEdit) -> Architecture.Decision {
        var decision = self
        decision.title = edit.title.map { .literal($0) } ?? title
        decision.why = edit.why.map { .literal($0) } ?? why
        decision.next = edit.next.map { $0.isEmpty ? nil : .literal($0) } ?? next
        decision.isEdited = decision != self
        decision.setAside = edit.setAside
        return decision
    }

    fileprivate init(_ own: PlanEdits.OwnDecision) {
        self.init(
            id: own.id,
            area: own.area,
            kind: own.kind,
            title: .literal(own.title),
            why: .literal(own.why),
            next: own.next.isEmpty ? nil : .literal(own.next),
            reason: Reason(rules: [], answers: [], row: nil)
        )
    }
}

extension TestPlan.Case {
    fileprivate init(_ own: PlanEdits.OwnCase) {
        self.init(
            id: own.id,
            area: own.area,
            title: .literal(own.title),
            steps: .literal(own.steps),
            expected: .literal(own.expected),
            tester: own.tester,
            testable: own.testable,
            limit: own.testable == .fully || own.limit.isEmpty ? nil : .literal(own.limit),
            reason: Reason(rules: [], answers: [], row: nil)
        )
    }
}
