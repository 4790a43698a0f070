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

/// Decisions of a kind, each with the answers behind it.
struct DecisionGroup: ViewModel {
    struct Source {
        var href: String?
        var question: String
        var answer: String
    }

    struct Item {
        var anchor: String
        var area: String
        var title: String
        var mark: String?
        var why: String
        var next: String?
        var setAside: String?
        var sources: [Source]
        var editHref: String?
    }

    var heading: String
    var hint: String
    var status: StatusView
    var items: [Item]

    /// Obstacles, risks, decisions, notes, and at the end what was set aside.
    static func all(_ desk: ProjectDesk, _ visit: Visit) -> [DecisionGroup] {
        let decisions = desk.plan.architecture.decisions
        let kinds: [(Architecture.Decision.Kind, String, Icon)] = [
            (.blocker, "bad", .bad), (.risk, "warn", .warn), (.decision, "good", .done), (.note, "idle", .open),
        ]
        var groups = kinds.map { kind, tone, icon in
            let status = StatusView(tone, icon, visit.say(kind.title))
            let own = decisions.filter { $0.kind == kind && $0.setAside == nil }
            return DecisionGroup("plans.architecture.\(kind.rawValue)", status, own, desk, visit)
        }
        let aside = StatusView("idle", .skip, visit.say("plans.architecture.setAsideWord"))
        groups.append(
            DecisionGroup("plans.architecture.setAside", aside, decisions.filter { $0.setAside != nil }, desk, visit)
        )
        return groups.filter { !$0.items.isEmpty }
    }

    private init(
        _ key: String,
        _ status: StatusView,
        _ decisions: [Architecture.Decision],
        _ desk: ProjectDesk,
        _ visit: Visit
    ) {
        heading = visit.say("\(key)s")
        hint = visit.say("\(key)Hint")
        self.status = status
        let here = Route.project(desk.id, .architecture).path
        let places = Dictionary(zip(desk.plan.architecture.decisions.map(\.id), 1...)) { first, _ in first }
        items = decisions.map { decision in
            let query = Form([("decision", decision.id)]).urlEncoded
            let mark = PlanEdits.isOwn(decision.id) ? "own" : decision.isEdited ? "edited" : nil
            return Item(
                anchor: "decision-\(places[decision.id] ?? 0)",
                area: visit.say(decision.area.title),
                title: visit.say(decision.title),
                mark: mark.map { visit.say("plans.mark.\($0)") },
                why: visit.say(decision.why),
                next: decision.next.map { visit.say($0) },
                setAside: decision.setAside,
                sources: Source.of(decision.reason, desk, visit),
                editHref: desk.mayEdit ? "\(here)?\(query)" : nil
            )
        }
    }
}

extension DecisionGroup.Source {
    /// The questions behind something, with what was answered, shortened.
    static func of(_ reason: Reason, _ desk: ProjectDesk, _ visit: Visit) -> [DecisionGroup.Source] {
        reason.answers.compactMap { name in
            guard let question = desk.questionnaire[name] else { return nil }
            let lines = AnswerText(question: question, voice: visit.voice).lines(desk.answers[name])
            let text = reason.row ?? lines.first ?? ""
            let count = reason.row == nil ? lines.count : 1
            let shown = text.count > 80 ? "\(text.prefix(79))…" : text
            let href = Route.question(desk.id, name)
            return DecisionGroup.Source(
                href: desk.mayOpen(href) ? href.path : nil,
                question: visit.say(question.title),
                answer: count > 1 ? visit.voice.count("plans.rows", ["n": count]) : shown
            )
        }
    }
}

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
