import HTTPServer
import MailCore
import Planning
import Store
import Texts

/// What an answer would change in everything that follows, before anybody accepts it.
enum PreviewPage {
    struct Model: ViewModel {
        struct Item {
            var tone: String
            var icon: String
            var word: String
            var title: String
            var former: String?
        }

        struct Group {
            var heading: String
            var count: String
            var items: [Item]
        }

        struct Hours {
            var name: String
            var before: String
            var after: String
        }

        var nav: ProjectNav
        var question: String
        var questionHref: String
        var before: [String]
        var after: [String]
        var lead: String
        var isEmpty: Bool
        var target: String?
        var hours: [Hours]
        var groups: [Group]
        var csrf: String
        var isTable: Bool
        var kept: [KeptField]
        var mayAnswer: Bool
    }

    static func get(_ desk: ProjectDesk) -> Response { .seeOther(Route.project(desk.id, .inventory).path) }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard let question = desk.questionnaire[visit.request.query["question"]] else { throw Refusal.notFound }
        var around = QuestionView.Surroundings(form: AnswerForm(question, form))
        let (answer, complaints) = around.form.answer(over: desk.answers[question.id], for: desk.access, visit)
        guard let answer else {
            around.complaints = complaints
            return try await QuestionPage.show(around, desk, visit)
        }
        var answers = desk.answers
        answers[question.id] = answer
        let plan = desk.derived.blueprint.plan(for: answers).applying(desk.edits)
        let difference = Difference(from: desk.plan, to: plan)
        let (before, after) = AnswerText(question: question, voice: visit.voice)
            .difference(desk.answers[question.id], answer)
        let href = Route.question(desk.id, question.id).path
        let model = Model(
            nav: ProjectNav(desk, visit),
            question: visit.say(question.title),
            questionHref: href,
            before: before,
            after: after,
            lead: visit.say(difference.isEmpty ? "plans.preview.nothing" : "plans.preview.lead"),
            isEmpty: difference.isEmpty,
            target: target(desk.plan, plan, visit),
            hours: hours(difference, visit),
            groups: groups(difference, visit).filter { !$0.items.isEmpty },
            csrf: visit.csrf,
            isTable: question.form == .table,
            kept: KeptField.of(form, without: ["csrf", "action"]),
            mayAnswer: desk.access.mayAnswer(question.id)
        )
        return try visit.page("plans/preview", model, title: [visit.say("plans.preview.title"), desk.project.name])
    }

    /// Another product or other domains have another DNS plan.
    private static func target(_ old: Plan, _ new: Plan, _ visit: Visit) -> String? {
        guard old.target != new.target || old.domains != new.domains else { return nil }
        let name = new.target.map { visit.say("planning.choice.target.\($0.rawValue)") }
        return visit.say("plans.preview.dns", ["product": name, "domains": new.domains.joined(separator: ", ")])
    }

    private static func hours(_ difference: Difference, _ visit: Visit) -> [Model.Hours] {
        guard difference.before != difference.after else { return [] }
        let parts: [(String, KeyPath<Effort.Hours, Double>)] = [
            ("plans.preview.consultant", \.consultant), ("plans.preview.customer", \.customer),
        ]
        return parts.map { key, path in
            Model.Hours(
                name: visit.say(key),
                before: visit.say(
                    "plans.preview.hours",
                    ["n": visit.formats.decimal(difference.before[keyPath: path])]
                ),
                after: visit.say("plans.preview.hours", ["n": visit.formats.decimal(difference.after[keyPath: path])])
            )
        }
    }

    private static func groups(_ difference: Difference, _ visit: Visit) -> [Model.Group] {
        [
            group("architecture", difference.decisions, visit) { visit.say($0.title) },
            group("lines", difference.lines, visit) { line in
                let today = line.today.map { visit.say($0) } ?? "–"
                let tomorrow = line.tomorrow.map { visit.say($0) } ?? visit.say("plans.architecture.open")
                return "\(visit.say(line.area.title)): \(today) → \(tomorrow)"
            },
            group("accounts", difference.accounts, visit) { item in
                let name = [item.name, item.address].filter { !$0.isEmpty }.joined(separator: ", ")
                return "\(visit.say(item.kind.title)): \(name)"
            },
            group("tests", difference.tests, visit) { visit.say($0.title) },
            group("steps", difference.steps, visit) { step in
                "\(visit.say(step.title)) (\(visit.hours(step.minutes)))"
            },
        ]
    }

    private static func group<Item>(
        _ name: String,
        _ changes: [Difference.Change<Item>],
        _ visit: Visit,
        _ title: (Item) -> String
    ) -> Model.Group {
        let items = changes.map { change in
            switch change {
            case .added(let item):
                Model.Item(
                    tone: "good",
                    icon: Icon.done.rawValue,
                    word: visit.say("plans.preview.added"),
                    title: title(item)
                )
            case .removed(let item):
                Model.Item(
                    tone: "idle",
                    icon: Icon.skip.rawValue,
                    word: visit.say("plans.preview.removed"),
                    title: title(item)
                )
            case .changed(let old, let new):
                Model.Item(
                    tone: "busy",
                    icon: Icon.part.rawValue,
                    word: visit.say("plans.preview.changed"),
                    title: title(new),
                    former: title(old) == title(new) ? nil : title(old)
                )
            }
        }
        let heading = visit.say("plans.preview.\(name)")
        return Model.Group(heading: heading, count: visit.formats.number(items.count), items: items)
    }
}
