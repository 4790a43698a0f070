/// Where a step is moved to.
public enum StepMove: String, CaseIterable, Hashable, Codable, Sendable { case up, down }

extension Runbook {
    /// The order after a step was moved past its neighbour, for `RunbookEdits.order`; nil where it cannot be.
    ///
    /// A step stays in its part and its integration, and comes before none that it waits for: nobody can put a deletion
    /// before the check that allows it.
    public func order(moving id: String, _ move: StepMove, in order: [String]) -> [String]? {
        guard let step = steps.first(where: { $0.id == id }) else { return nil }
        var group = steps.filter { $0.group == step.group }
        guard let from = group.firstIndex(of: step) else { return nil }
        let to = move == .up ? from - 1 : from + 1
        guard group.indices.contains(to), !group[max(from, to)].waitsFor.contains(group[min(from, to)].id) else {
            return nil
        }
        group.swapAt(from, to)
        let names = group.map(\.id)
        return order.filter { !names.contains($0) } + names
    }

    /// Whether a step can be moved that way.
    public func canMove(_ id: String, _ move: StepMove) -> Bool { order(moving: id, move, in: []) != nil }
}
