import HTTPServer
import MailCore
import Planning
import Store

/// One question of the inventory, a page each: shows it, takes the answer, goes on to the next one.
enum QuestionPage {
    static func get(_ name: String, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let question = try question(name, desk)
        if visit.request.query.contains("csv"), question.form == .table { return file(question, desk, visit) }
        guard try await visit.store.review(of: desk.id).signOff == nil else {
            return try await ClosedQuestion.show(question, desk, visit)
        }
        let first = Int(visit.request.query["from"]) ?? 0
        var around = QuestionView.Surroundings(form: AnswerForm(question, desk.answers[name], from: first))
        // Whoever was asked is asked for the answer, not whether it is still missing.
        if desk.access.member?.role == .expert { around.form.isUnknown = false }
        around.isSaved = visit.request.query.contains("saved")
        return try await show(around, desk, visit)
    }

    static func post(_ name: String, _ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let question = try question(name, desk)
        guard desk.access.mayAnswer(name) else { throw Refusal.notFound }
        guard try await visit.store.review(of: desk.id).signOff == nil else {
            return try await ClosedQuestion.show(question, typed: form, desk, visit)
        }
        var around = QuestionView.Surroundings(form: AnswerForm(question, form))
        if question.form == .table {
            if form["action"] == "import" { return try await AnswerImport.post(form, around, desk, visit) }
            if form["action"] == "add" {
                let count = around.form.rows.count
                if count >= AnswerForm.rowsPerForm, let column = question.columns.first {
                    around.complaints = .about("c\(count - 1)-\(column.id)", visit.say("projects.table.full"))
                }
                return try await show(around, desk, visit)
            }
        }
        // Whoever asks somebody else does not know yet.
        if form["action"] == "ask" { around.form.isUnknown = true }
        let (answer, complaints) = around.form.answer(over: desk.answers[name], for: desk.access, visit)
        guard let answer else {
            around.complaints = complaints
            return try await show(around, desk, visit)
        }
        if form["action"] == "ask" {
            return try await AnswerQuestionOut.post(form, answer, around, desk, visit)
        }
        guard try await save(answer, around.form.question, Int(form["version"]) ?? 0, desk, visit) else {
            return try await ConflictPage.answer(form, answer, question, desk, visit)
        }
        if question.id == "domain", answer.value != desk.answers["domain"]?.value,
            try await !FoundAnswers.look(answer, desk, visit), let now = try await ProjectDesk.open(desk.id, visit)
        {
            // It is kept all the same: who is sure goes on.
            around.complaints = .about(
                "answer",
                visit.say("projects.question.noSuchDomain", ["domain": around.form.text])
            )
            return try await show(around, now, visit)
        }
        return .seeOther(try await after(question, form, desk, visit))
    }

    /// Saves the answer; false where somebody else answered in between, or accepted the answers.
    static func save(
        _ answer: Answer,
        _ question: Question,
        _ version: Int,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> Bool {
        let known = desk.derived.given.version(of: question.id)
        // The same again is no answer of its own; nothing where nothing was is none either.
        if version == known, desk.answers[question.id] == answer { return true }
        if known == 0, answer == Answer(nil) { return true }
        let saving = try await visit.store.save(
            answer,
            to: question.id,
            of: desk.id,
            basedOn: version,
            by: desk.actor
        )
        if case .saved = saving { return true }
        return false
    }

    static func show(
        _ around: QuestionView.Surroundings,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> Response {
        var around = around
        around.review = try await visit.store.review(of: desk.id)
        around.attached = try await AttachedFiles.of(FileLink(.question, around.form.question.id), desk, visit)
        let model = QuestionView(around, desk, visit)
        let title = [model.title, desk.project.name]
        return try visit.form("inventory/question", model, title: title, isWrong: !around.complaints.isEmpty)
    }

    private static func question(_ name: String, _ desk: ProjectDesk) throws -> Question {
        guard let question = desk.questionnaire[name] else { throw Refusal.notFound }
        return question
    }

    /// Where it goes on: the next question of the section that is asked now, or the list.
    static func after(
        _ question: Question,
        _ form: Form,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> String {
        let here = Route.question(desk.id, question.id).path
        if desk.access.member?.role == .expert { return "\(here)?saved=yes" }
        let list = Route.project(desk.id, .inventory).path
        guard form["action"] != "list", let now = try await ProjectDesk.open(desk.id, visit) else { return list }
        let lines = now.standing.lines
        guard let index = lines.firstIndex(where: { $0.id == question.id }) else { return list }
        let next = lines[(index + 1)...].first { $0.state != .answered && $0.state != .open }
        guard let next, next.question.section == question.section else { return list }
        return Route.question(desk.id, next.id).path
    }

    /// The table as a file that a spreadsheet opens.
    private static func file(_ question: Question, _ desk: ProjectDesk, _ visit: Visit) -> Response {
        var rows: [[String: String]] = []
        if case .rows(let given) = desk.answers[question.id]?.value { rows = given }
        let text = "\u{FEFF}" + question.csv(rows) { visit.say($0) }
        return .file(text, type: "text/csv; charset=utf-8", name: "\(question.id).csv")
    }
}

extension Response {
    /// A file to be saved.
    static func file(_ text: String, type: String, name: String) -> Response {
        var response = Response(text, type: type)
        response.headers["Content-Disposition"] = "attachment; filename=\"\(name)\""
        return response
    }
}
