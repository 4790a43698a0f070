/// What changes between two plans, before somebody accepts the answer that causes it.
public struct Difference: Hashable, Sendable {
    /// What became of something that has a name.
    public enum Change<Item: Hashable & Sendable>: Hashable, Sendable {
        case added(Item)
        case removed(Item)
        case changed(from: Item, to: Item)
    }

    /// Today and tomorrow.
    public var lines: [Change<Architecture.Line>]
    /// Decisions.
    public var decisions: [Change<Architecture.Decision>]
    /// Accounts and products.
    public var accounts: [Change<AccountPlan.Item>]
    /// Test cases.
    public var tests: [Change<TestPlan.Case>]
    /// Steps of the runbook.
    public var steps: [Change<Runbook.Step>]
    /// Hours of a step.
    public var hours: [Change<Effort.Step>]
    /// The hours in all before.
    public var before: Effort.Hours
    /// The hours in all after.
    public var after: Effort.Hours

    /// Whether nothing changes.
    public var isEmpty: Bool {
        lines.isEmpty && decisions.isEmpty && accounts.isEmpty && tests.isEmpty && steps.isEmpty && hours.isEmpty
    }

    /// The difference from one plan to another.
    public init(from old: Plan, to new: Plan) {
        lines = Difference.changes(old.architecture.lines, new.architecture.lines)
        decisions = Difference.changes(old.architecture.decisions, new.architecture.decisions)
        accounts = Difference.changes(old.accounts.items, new.accounts.items)
        tests = Difference.changes(old.tests.cases, new.tests.cases)
        steps = Difference.changes(old.runbook.steps, new.runbook.steps)
        hours = Difference.changes(old.effort.steps, new.effort.steps)
        before = old.effort.total
        after = new.effort.total
    }

    private static func changes<Item: Identifiable & Hashable & Sendable>(
        _ old: [Item],
        _ new: [Item]
    ) -> [Change<Item>] {
        let former = Dictionary(old.map { ($0.id, $0) }) { first, _ in first }
        let names = Set(new.map(\.id))
        return old.filter { !names.contains($0.id) }.map { .removed($0) }
            + new.compactMap { item in
                guard let before = former[item.id] else { return .added(item) }
                return before == item ? nil : .changed(from: before, to: item)
            }
    }
}
