import Planning
import Store
import Synchronization

/// What follows from the answers of the projects that were looked at last, kept until they change.
final class PlanShelf: Sendable {
    private struct Shelf {
        var kept: [ProjectID: Derived] = [:]
        var order: [ProjectID] = []
    }

    /// How many projects are kept.
    private static let room = 64

    private let shelf = Mutex(Shelf())

    /// What was derived from that revision; nil where it was none or another one.
    func derived(_ project: ProjectID, revision: Int64) -> Derived? {
        shelf.withLock { $0.kept[project] }.flatMap { $0.revision == revision ? $0 : nil }
    }

    /// Keeps it in place of what was derived before.
    func keep(_ derived: Derived, of project: ProjectID) {
        shelf.withLock { shelf in
            shelf.kept[project] = derived
            shelf.order.removeAll { $0 == project }
            shelf.order.append(project)
            if shelf.order.count > PlanShelf.room { shelf.kept[shelf.order.removeFirst()] = nil }
        }
    }
}

/// What one revision of a project consists of, and what follows from it.
final class Derived: Sendable {
    let revision: Int64
    let given: ProjectAnswers
    let edits: Versioned<PlanEdits>?
    /// The questionnaire with the project's own questions.
    let blueprint: Blueprint
    let standing: Standing
    private let made = Mutex<Plan?>(nil)

    init(revision: Int64, given: ProjectAnswers, edits: Versioned<PlanEdits>?, _ blueprint: Blueprint) {
        self.revision = revision
        self.edits = edits
        self.blueprint = blueprint.adding(edits?.document.questions ?? [])
        var given = given
        given.answers = self.blueprint.questionnaire.carried(given.answers)
        self.given = given
        standing = self.blueprint.questionnaire.standing(of: given.answers)
    }

    /// The plan with what was changed by hand; made when it is first asked for.
    var plan: Plan {
        made.withLock { made in
            if let made { return made }
            let plan = blueprint.plan(for: given.answers).applying(edits?.document ?? PlanEdits())
            made = plan
            return plan
        }
    }
}
