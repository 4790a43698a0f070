import HTTPServer
import MailCore
import Planning
import Store

/// A project as one visitor has it before them: what it is, what they may do, and what follows from its answers.
struct ProjectDesk: Sendable {
    /// The name of the document that holds the plan's edits.
    static let edits = "plan"

    let project: Project
    let access: ProjectAccess
    let derived: Derived

    var id: ProjectID { project.id }
    var actor: ProjectActor { access.actor }
    var answers: Answers { derived.given.answers }
    var questionnaire: Questionnaire { derived.blueprint.questionnaire }
    var standing: Standing { derived.standing }
    var plan: Plan { derived.plan }
    /// What was changed by hand.
    var edits: PlanEdits { derived.edits?.document ?? PlanEdits() }
    /// What a change of the edits is based on.
    var editsVersion: Int { derived.edits?.version ?? 0 }

    /// The project, where the visitor may see it; nil for no right and for no such project alike.
    static func open(_ id: ProjectID, _ visit: Visit) async throws -> ProjectDesk? {
        var question: String?
        if case .question(_, let name) = visit.route { question = name }
        guard let session = visit.session,
            let access = try await visit.store.access(of: session.id, to: id, question: question),
            let project = try await visit.store.project(id), let derived = try await derived(project, visit)
        else { return nil }
        return ProjectDesk(project: project, access: access, derived: derived)
    }

    /// What the project consists of and what follows from it, whoever looks; nil where it has just gone.
    static func derived(_ project: Project, _ visit: Visit) async throws -> Derived? {
        let id = project.id
        let shelf = visit.site.plans
        if let derived = shelf.derived(id, revision: project.revision) { return derived }
        guard var given = try await visit.store.answers(of: id) else { return nil }
        let questionnaire = visit.site.blueprint.questionnaire
        if given.answers.version < questionnaire.version {
            try await visit.store.carry(id) { questionnaire.carried($0) }
            given = try await visit.store.answers(of: id) ?? given
        }
        let edits = try await visit.store.document(edits, as: PlanEdits.self, of: id)
        let derived = Derived(revision: project.revision, given: given, edits: edits, visit.site.blueprint)
        shelf.keep(derived, of: id)
        return derived
    }

    /// Whether a page is open to the visitor: a tester only tests, an expert answers one question.
    func mayOpen(_ route: Route) -> Bool {
        guard let role = access.member?.role else { return true }
        switch (role, route) {
        case (.customer, _): return true
        case (.colleague, .project(_, let page)): return page != .people && page != .accessList
        case (.colleague, _): return true
        case (.tester, .project(_, let page)): return page.isForTesters
        case (.tester, .sheet(_, let part, _)): return part == .tests
        case (.tester, _): return false
        case (.expert, .question(_, let question)): return access.mayAnswer(question)
        case (.expert, _): return false
        }
    }

    /// Where the visitor begins.
    var entry: Route {
        guard let member = access.member else { return .project(id, .hub) }
        switch member.role {
        case .expert: return .question(id, member.question ?? "")
        case .customer, .colleague, .tester: return .project(id, .hub)
        }
    }
}

extension Route {
    /// The part of a project that a page belongs to; nil for none that the navigation names.
    fileprivate var part: ProjectPage? {
        switch self {
        case .project(_, .check), .project(_, .preview), .question, .history: .inventory
        case .project(_, .accessList): .accounts
        case .project(_, let page): page
        default: nil
        }
    }
}

/// The parts of a project, above each of its pages.
struct ProjectNav: ViewModel {
    struct Link {
        var href: String
        var label: String
        var isCurrent: Bool
    }

    var project: String
    var hubHref: String
    /// The part that is shown, for screens that have no room for all of them.
    var current: String
    var links: [Link]

    /// The parts that the visitor may open, the present one marked.
    init(_ desk: ProjectDesk, _ visit: Visit) {
        project = desk.project.name
        hubHref = Route.project(desk.id, .hub).path
        let here = visit.route.part
        let links = Route.ProjectPage.parts.filter { desk.mayOpen(.project(desk.id, $0)) }.map { page in
            Link(
                href: Route.project(desk.id, page).path,
                label: visit.say("projects.part.\(page.rawValue.isEmpty ? "hub" : page.rawValue)"),
                isCurrent: here == page
            )
        }
        current = links.first(where: \.isCurrent)?.label ?? visit.say("projects.part.hub")
        self.links = links
    }
}
