import HTTPServer
import MailCore
import Planning

/// Edits of what is gone.
struct StrayList: ViewModel {
    struct Item {
        var name: String
        var text: String
        var button: String
    }

    var action: String
    var csrf: String
    var mayForget: Bool
    var items: [Item]

    /// Nil where there are none.
    init?(_ desk: ProjectDesk, _ kinds: [Plan.Stray.Kind], action: String, _ visit: Visit) {
        items = desk.plan.strays.filter { kinds.contains($0.kind) }.map { stray in
            let text = stray.text.isEmpty ? stray.item : stray.text
            return Item(name: stray.id, text: text, button: visit.say("plans.strays.forget", ["name": text]))
        }
        if items.isEmpty { return nil }
        self.action = action
        csrf = visit.csrf
        mayForget = desk.mayEdit
    }

    /// Forgets one of them.
    static func forget(_ name: String, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        if let stray = desk.plan.strays.first(where: { $0.id == name }) {
            try await desk.edit(visit) { edits in
                switch stray.kind {
                case .decision: edits.decisions[stray.item] = nil
                case .step: edits.runbook.steps[stray.item] = nil
                case .removed: edits.runbook.removed.remove(stray.item)
                }
            }
        }
        return .seeOther(visit.route.path)
    }
}
