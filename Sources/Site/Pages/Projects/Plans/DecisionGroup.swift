import HTTPServer
import MailCore
import Planning
import Texts

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
            var (text, count) = (lines.first ?? "", 1)
            if case .rows(let rows)? = desk.answers[name]?.value {
                // Of a table it is the one row, where it is about one.
                if let row = reason.row { text = row } else { count = rows.count }
            }
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
