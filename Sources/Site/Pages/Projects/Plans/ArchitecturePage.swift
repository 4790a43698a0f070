import HTTPServer
import MailCore
import Planning
import Store

/// How the workplace looks after the move: the picture, what stands in the way, and why it is so.
enum ArchitecturePage {
    struct Model: ViewModel {
        struct Blocker {
            var title: String
            var why: String
            var next: String?
        }

        struct Line {
            var area: String
            var today: String
            var tomorrow: String
            var way: StatusView
            var extent: String
        }

        var nav: ProjectNav
        var lead: String
        var blockersHeading: String?
        var blockers: [Blocker]
        var isEmpty: Bool
        var inventoryHref: String
        var title: String
        var description: String
        var todayHead: String
        var tomorrowHead: String
        var picture: Picture
        var lines: [Line]
        var groups: [DecisionGroup]
        var strays: StrayList?
        var newHref: String?
        var sheets: SheetLinks
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        if let name = visit.request.query.first("decision") { return try DecisionPage.get(name, desk, visit) }
        return try visit.page(
            "plans/architecture",
            model(desk, visit),
            title: [visit.say("plans.architecture.title"), desk.project.name]
        )
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard form["stray"].isEmpty else { return try await StrayList.forget(form["stray"], desk, visit) }
        return try await DecisionPage.post(form, desk, visit)
    }

    private static func model(_ desk: ProjectDesk, _ visit: Visit) -> Model {
        let architecture = desk.plan.architecture
        let blockers = architecture.blockers
        let counts = ["decisions": architecture.decisions.count, "risks": architecture.risks.count]
        let mail = architecture.lines.first { $0.area == .mail }
        let here = Route.project(desk.id, .architecture).path
        return Model(
            nav: ProjectNav(desk, visit),
            lead: visit.voice.count("plans.architecture.lead", counts),
            blockersHeading: blockers.isEmpty
                ? nil : visit.voice.count("plans.architecture.blockersCount", ["n": blockers.count]),
            blockers: blockers.map {
                Model.Blocker(title: visit.say($0.title), why: visit.say($0.why), next: $0.next.map { visit.say($0) })
            },
            isEmpty: architecture.lines.isEmpty,
            inventoryHref: Route.project(desk.id, .inventory).path,
            title: visit.say("plans.architecture.picture"),
            description: visit.say("plans.architecture.description"),
            todayHead: head("plans.architecture.todayHead", mail?.today, visit),
            tomorrowHead: head("plans.architecture.tomorrowHead", mail?.tomorrow, visit),
            picture: Picture(architecture.lines, visit.voice),
            lines: architecture.lines.map { line($0, visit) },
            groups: DecisionGroup.all(desk, visit),
            strays: StrayList(desk, [.decision], action: here, visit),
            newHref: desk.mayEdit ? "\(here)?decision=new" : nil,
            sheets: SheetLinks(.architecture, desk)
        )
    }

    private static func head(_ key: String, _ phrase: Phrase?, _ visit: Visit) -> String {
        visit.say(key, ["name": phrase.map { visit.say($0) }])
    }

    private static func line(_ line: Architecture.Line, _ visit: Visit) -> Model.Line {
        let word = visit.say(line.way.title)
        let way: StatusView =
            switch line.way {
            case .copied: StatusView("busy", .done, word)
            case .byHand: StatusView("", .task, word)
            case .blocked: StatusView("bad", .bad, word)
            case .unchanged: StatusView("idle", .open, word)
            }
        return Model.Line(
            area: visit.say(line.area.title),
            today: line.today.map { visit.say($0) } ?? "–",
            tomorrow: line.tomorrow.map { visit.say($0) } ?? visit.say("plans.architecture.open"),
            way: way,
            extent: line.extent.map { visit.say($0) } ?? ""
        )
    }
}
