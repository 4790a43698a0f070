import HTTPServer
import Planning
import Store

/// The inventory as a list of tasks: the sections with their questions, and how far each is.
enum InventoryPage {
    struct Model: ViewModel {
        struct Section {
            var title: String
            var progress: String
            var lines: [Line]
        }

        struct Line {
            var href: String
            var title: String
            var standing: StatusView
            var isQueried: Bool
        }

        struct Task {
            var href: String
            var title: String
            var person: String
        }

        struct Own {
            var number: String
            var text: String
        }

        var nav: ProjectNav
        var summary: ErrorSummary?
        var lead: String
        var done: String
        var all: String
        var progress: String
        var nextHref: String?
        var next: String
        var isSigned: Bool
        var sections: [Section]
        var tasks: [Task]
        var hasTasks: Bool
        var checkHref: String
        var action: String
        var csrf: String
        var isConsultant: Bool
        var own: [Own]
        var hasOwn: Bool
        var field: TextField
        var help: TextField
        var form: ChoiceField
        var choices: TextField
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        try await answer(desk, visit)
    }

    /// The longest explanation of an own question, and how many answers it offers at most.
    private static let (longestHelp, mostChoices) = (1_000, 20)

    /// A consultant adds or takes away a question of the project's own.
    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard desk.access.isConsultant else { throw Refusal.notFound }
        guard try await visit.store.review(of: desk.id).signOff == nil else {
            return try await answer(desk, visit, form, .about("question", visit.say("projects.own.signed")))
        }
        if let gone = form.first("remove") {
            try await desk.edit(visit) { $0.questions.removeAll { $0.id == gone } }
        } else {
            let text = form["question"].trimmingWhitespace
            guard !text.isEmpty, text.count <= 300, desk.edits.questions.count < PlanEdits.itemLimit else {
                let complaint = Complaints.about("question", visit.say("projects.own.missing"))
                return try await answer(desk, visit, form, complaint)
            }
            let help = form["help"].trimmingWhitespace
            guard help.count <= longestHelp else {
                let message = visit.say("planning.flaw.too-long", ["n": String(longestHelp)])
                return try await answer(desk, visit, form, .about("help", message))
            }
            let kind = OwnQuestion.Form(rawValue: form["form"]) ?? .text
            let labels = form["choices"].split(separator: ";").map { String($0).trimmingWhitespace }
            guard kind != .choice || labels.filter({ !$0.isEmpty }).count > 1 else {
                let complaint = Complaints.about("choices", visit.say("projects.own.choicesMissing"))
                return try await answer(desk, visit, form, complaint)
            }
            guard kind != .choice || labels.count <= mostChoices else {
                let message = visit.say("projects.own.choicesTooMany", ["n": String(mostChoices)])
                return try await answer(desk, visit, form, .about("choices", message))
            }
            try await desk.edit(visit) { edits in
                let id = edits.newID()
                edits.questions.append(OwnQuestion(id: id, text: text, help: help, form: kind, choices: labels))
            }
        }
        return .seeOther(Route.project(desk.id, .inventory).path)
    }

    private static func answer(
        _ desk: ProjectDesk,
        _ visit: Visit,
        _ typed: Form = Form(),
        _ complaints: Complaints = Complaints()
    ) async throws -> Response {
        let standing = desk.standing
        let review = try await visit.store.review(of: desk.id)
        let next = standing.lines.first { [.empty, .found, .flawed].contains($0.state) }
        let counts = ["done": standing.answered, "n": standing.lines.count]
        let model = Model(
            nav: ProjectNav(desk, visit),
            summary: visit.summary(complaints),
            lead: visit.say("projects.inventory.lead"),
            done: String(standing.answered),
            all: String(standing.lines.count),
            progress: visit.voice.count("projects.answered", counts),
            nextHref: next.map { Route.question(desk.id, $0.id).path },
            next: visit.say(standing.answered == 0 ? "projects.inventory.begin" : "projects.inventory.continue"),
            isSigned: review.signOff != nil,
            sections: desk.questionnaire.sections.compactMap { section($0, desk, review, visit) },
            tasks: standing.tasks.map { task in
                Model.Task(
                    href: Route.question(desk.id, task.id).path,
                    title: visit.say(task.question.title),
                    person: task.person.isEmpty ? visit.say("projects.inventory.nobody") : task.person
                )
            },
            hasTasks: !standing.tasks.isEmpty,
            checkHref: Route.project(desk.id, .check).path,
            action: Route.project(desk.id, .inventory).path,
            csrf: visit.csrf,
            // After the sign-off nothing is asked any more; what was typed is still there.
            isConsultant: desk.access.isConsultant && (review.signOff == nil || !complaints.isEmpty),
            own: desk.edits.questions.map { .init(number: $0.id, text: $0.text) },
            hasOwn: !desk.edits.questions.isEmpty,
            field: TextField("question", label: visit.say("projects.own.question"), value: typed["question"])
                .with(complaints),
            help: TextField("help", label: visit.say("projects.own.help"), value: typed["help"]).with(complaints),
            form: ChoiceField(
                "form",
                label: visit.say("projects.own.form"),
                choices: OwnQuestion.Form.allCases.map { ($0.rawValue, visit.say("projects.own.form-\($0.rawValue)")) },
                chosen: typed.first("form") ?? "text"
            ),
            choices: TextField(
                "choices",
                label: visit.say("projects.own.choices"),
                hint: visit.say("projects.own.choicesHint"),
                value: typed["choices"]
            ).with(complaints)
        )
        let title = [visit.say("projects.part.inventory"), desk.project.name]
        return try visit.form("inventory/list", model, title: title, isWrong: !complaints.isEmpty)
    }

    private static func section(
        _ section: Questionnaire.Section,
        _ desk: ProjectDesk,
        _ review: ProjectReview,
        _ visit: Visit
    ) -> Model.Section? {
        let lines = desk.standing.lines(in: section.id)
        guard !lines.isEmpty else { return nil }
        let done = lines.count { $0.state == .answered || $0.state == .open }
        return Model.Section(
            title: visit.say(section.title),
            progress: visit.voice.count("projects.inventory.of", ["done": done, "n": lines.count]),
            lines: lines.map { line in
                Model.Line(
                    href: Route.question(desk.id, line.id).path,
                    title: visit.say(line.question.title),
                    standing: StatusView(line.state, visit),
                    isQueried: review.isQueried(line.id, desk)
                )
            }
        )
    }
}

extension ProjectReview {
    /// Whether there is a query about the answer as it stands, which nobody has answered since.
    func isQueried(_ question: String, _ desk: ProjectDesk) -> Bool {
        guard let mark = marks[question], mark.state == .query else { return false }
        return mark.answerVersion >= desk.derived.given.version(of: question)
    }

    /// What is said of the answer as it stands; nil where it was answered anew since.
    func mark(_ question: String, _ desk: ProjectDesk) -> ReviewMark? {
        guard let mark = marks[question], mark.answerVersion >= desk.derived.given.version(of: question) else {
            return nil
        }
        return mark
    }
}
