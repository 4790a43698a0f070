import HTTPServer
import MailCore
import Planning
import Store

/// One question as a page shows it: the form that fits it, what explains it, and what was said about the answer.
struct QuestionView: ViewModel {
    struct Saved {
        var heading: String
        var text: String
    }

    struct Explained {
        var name: String
        var meaning: String
    }

    struct Comment {
        var who: String
        var text: String
    }

    struct Query {
        var comments: [Comment]
    }

    struct Refused {
        struct Line {
            var line: String
            var column: String
            var reason: String
        }

        var lines: [Line]
    }

    struct Ask {
        var isOpen: Bool
        var name: TextField
        var address: TextField
        var button: String
    }

    var backHref: String
    var back: String
    var action: String
    var csrf: String
    var summary: ErrorSummary?
    var saved: Saved?
    var version: String
    var caption: String
    var title: String
    var help: String?
    var why: String?
    var isFound: Bool
    var query: Query?
    var explained: [Explained]
    var field: TextField?
    var area: AreaField?
    var radios: RadioField?
    var checks: ChecksField?
    var table: TableField?
    var isTable: Bool
    var csvHref: String?
    var isImporting: Bool
    var importHint: String
    var refusals: Refused?
    var paste: AreaField?
    var isUnknown: Bool
    var person: TextField
    var note: AreaField
    var next: String
    var canList: Bool
    /// Where it is shown what the answer would change.
    var previewHref: String?
    var last: String?
    var ask: Ask?
    var attached: AttachedFiles?
    var historyHref: String?
}

extension QuestionView {
    /// What a visitor sees of a question besides what they typed.
    struct Surroundings {
        var form: AnswerForm
        var complaints = Complaints()
        var review = ProjectReview()
        var imported: TableImport?
        /// What was pasted or uploaded, where it has to be sent again.
        var pasted = ""
        var typedName = ""
        var typedAddress = ""
        var isSaved = false
        var attached: AttachedFiles?
    }

    init(_ around: Surroundings, _ desk: ProjectDesk, _ visit: Visit) {
        let (form, complaints, question) = (around.form, around.complaints, around.form.question)
        let given = desk.answers[question.id]
        let isExpert = desk.access.member?.role == .expert
        let here = Route.question(desk.id, question.id).path
        backHref = isExpert ? Route.projects(.enter).path : Route.project(desk.id, .inventory).path
        back = visit.say(isExpert ? "projects.question.backOut" : "projects.question.back")
        action = here
        csrf = visit.csrf
        summary =
            visit.summary(complaints)
        saved =
            around.isSaved
            ? Saved(heading: visit.say("projects.question.saved"), text: visit.say("projects.question.savedExpert"))
            : nil
        version = String(desk.derived.given.version(of: question.id))
        let section = desk.questionnaire.sections.first { $0.id == question.section }
        caption = [desk.project.name, section.map { visit.say($0.title) }].compactMap { $0 }.joined(separator: ", ")
        title = visit.say(question.title)
        help = question.help.map { visit.say($0) }
        why = question.why.map { visit.say($0) }
        isFound = given?.origin == .found && given?.value != nil
        query = QuestionView.query(question.id, around.review, desk, visit)
        explained = QuestionView.explained(question, desk, visit)
        isTable = question.form == .table
        isImporting = around.imported != nil || !around.pasted.isEmpty || complaints["paste"] != nil
        importHint = visit.say(
            "projects.table.importHint",
            ["columns": question.columns.map { visit.say($0.title) }.joined(separator: ", ")]
        )
        refusals = around.imported.flatMap { $0.refusals.isEmpty ? nil : Refused($0, visit) }
        if isTable {
            paste = AreaField(
                "paste",
                label: visit.say("projects.table.paste"),
                text: around.imported.map(QuestionView.rest) ?? around.pasted,
                rows: 6
            ).with(complaints)
        }
        isUnknown = form.isUnknown
        person = TextField(
            "person",
            label: visit.say("projects.question.person"),
            value: form.person,
            autocomplete: "off"
        ).with(complaints)
        note = AreaField("note", label: visit.say("projects.question.note"), text: form.note).with(complaints)
        next = visit.say(isFound ? "projects.question.confirm" : "projects.question.next")
        canList = !isExpert
        let name = Form([("question", question.id)]).urlEncoded
        previewHref = isExpert ? nil : "\(Route.project(desk.id, .preview).path)?\(name)"
        last = desk.derived.given.stamps[question.id].map { stamp in
            visit.say(
                "projects.question.last",
                ["who": stamp.actor.name(visit.voice), "time": String(stamp.time)]
            )
        }
        attached = around.attached
        let history = Route.history(desk.id, question.id)
        historyHref = last != nil && desk.mayOpen(history) ? history.path : nil
        if desk.access.mayDecide { ask = Ask(around, visit) }
        show(form, total: QuestionView.rows(given), href: here, complaints, visit)
    }

    private static func rows(_ answer: Answer?) -> Int {
        if case .rows(let rows) = answer?.value { rows.count } else { 0 }
    }

    /// The lines that were refused, so that they can be mended and pasted again.
    private static func rest(_ imported: TableImport) -> String {
        imported.refusals.filter { !$0.cells.isEmpty }.map { $0.cells.joined(separator: ";") }
            .joined(separator: "\n")
    }

    private mutating func show(
        _ form: AnswerForm,
        total: Int,
        href: String,
        _ complaints: Complaints,
        _ visit: Visit
    ) {
        let question = form.question
        switch question.form {
        case .choice:
            let choices = question.choices.map { ($0.id, visit.say($0.label)) }
            radios = QuestionView.radios(choices, title, form.text, complaints)
        case .yesNo:
            let choices = [("yes", visit.say("projects.yes")), ("no", visit.say("projects.no"))]
            radios = QuestionView.radios(choices, title, form.text, complaints)
        case .multi:
            checks = ChecksField(
                label: title,
                complaint: complaints["answer"],
                id: "answer",
                name: "answer",
                choices: question.choices.enumerated().map { index, choice in
                    ChecksField.Choice(
                        choiceID: index == 0 ? "answer" : "answer-\(choice.id)",
                        choice: choice.id,
                        text: visit.say(choice.label),
                        isChosen: form.chosen.contains(choice.id)
                    )
                }
            )
        case .table:
            table = TableField(form, total: total, href: href, complaints: complaints, visit)
            csvHref = total > 0 ? "\(href)?csv=yes" : nil
        case .text, .number, .domain, .email, .date:
            var field = TextField("answer", label: visit.say("projects.question.answer"), value: form.text)
            field.hint = QuestionView.hint(question.form, visit)
            field.inputMode = question.form == .number ? "decimal" : question.form == .email ? "email" : nil
            field.autocomplete = "off"
            if question.form == .date { field.type = "date" }
            self.field = field.with(complaints)
        }
    }

    private static func hint(_ form: Question.Form, _ visit: Visit) -> String? {
        switch form {
        case .domain: visit.say("projects.question.domainHint")
        case .email: visit.say("projects.question.emailHint")
        case .text, .number, .date, .choice, .multi, .table, .yesNo: nil
        }
    }

    private static func radios(
        _ choices: [(String, String)],
        _ label: String,
        _ chosen: String,
        _ complaints: Complaints
    ) -> RadioField {
        RadioField(
            "answer",
            label: label,
            complaint: complaints["answer"],
            choices: choices.map { (value: $0.0, text: $0.1, explanation: nil) },
            chosen: chosen
        )
    }

    private static func explained(_ question: Question, _ desk: ProjectDesk, _ visit: Visit) -> [Explained] {
        var explained: [Explained] = []
        if let place = question.whereToLook {
            explained.append(Explained(name: visit.say("projects.question.where"), meaning: visit.say(place)))
        }
        for term in question.terms.compactMap(desk.questionnaire.term) {
            let name = visit.say("projects.question.term", ["term": visit.say(term.name)])
            explained.append(Explained(name: name, meaning: visit.say(term.meaning)))
        }
        return explained
    }

    private static func query(
        _ question: String,
        _ review: ProjectReview,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) -> Query? {
        guard review.isQueried(question, desk) else { return nil }
        return Query(comments: (review.comments[question] ?? []).map { Comment($0, visit) })
    }
}

extension QuestionView.Comment {
    init(_ comment: ReviewComment, _ visit: Visit) {
        who = visit.say(
            "projects.review.said",
            ["who": comment.actor.name(visit.voice), "time": String(comment.time)]
        )
        text = comment.text
    }
}

extension QuestionView.Refused {
    fileprivate init(_ imported: TableImport, _ visit: Visit) {
        lines = imported.refusals.map { refusal in
            Line(
                line: String(refusal.line),
                column: refusal.column.map { visit.say($0) } ?? "",
                reason: visit.say(refusal.reason)
            )
        }
    }
}

extension QuestionView.Ask {
    fileprivate init(_ around: QuestionView.Surroundings, _ visit: Visit) {
        name = PersonFields.name(around.typedName, visit).with(around.complaints)
        address = PersonFields.address(around.typedAddress, visit).with(around.complaints)
        isOpen = around.complaints["name"] != nil || around.complaints["address"] != nil
        button = visit.say("projects.question.askButton")
    }
}
