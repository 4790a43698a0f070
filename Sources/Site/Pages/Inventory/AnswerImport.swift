import HTTPServer
import Planning
import Store

/// A pasted or uploaded table: the good rows are kept at once, the others come back with line and reason.
enum AnswerImport {
    static func post(
        _ form: Form,
        _ around: QuestionView.Surroundings,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> Response {
        var around = around
        let question = around.form.question
        let text = form["file"].trimmingWhitespace.isEmpty ? form["paste"] : form["file"]
        guard !text.trimmingWhitespace.isEmpty else {
            around.complaints = .about("paste", visit.say("projects.table.nothing"))
            return try await QuestionPage.show(around, desk, visit)
        }
        guard !text.contains("\0") else {
            around.complaints = .about("paste", visit.say("projects.table.notText"))
            return try await QuestionPage.show(around, desk, visit)
        }
        let imported = question.reading(table: text)
        var rows: [[String: String]] = []
        if form["replace"] != "yes", case .rows(let typed) = around.form.value(over: desk.answers[question.id]).value {
            rows = typed
        }
        rows += imported.rows
        let former = desk.answers[question.id]
        let answer = Answer(.rows(rows), open: former?.open, note: around.form.note)
        if !imported.rows.isEmpty {
            guard try await QuestionPage.save(answer, question, Int(form["version"]) ?? 0, desk, visit) else {
                return try await ConflictPage.answer(form, answer, question, desk, visit)
            }
        }
        guard let now = try await ProjectDesk.open(desk.id, visit) else { throw Refusal.expired }
        guard !imported.refusals.isEmpty else {
            let last = max(0, rows.count - 1) / AnswerForm.rowsPerPage * AnswerForm.rowsPerPage
            return .seeOther("\(Route.question(desk.id, question.id).path)?from=\(last)")
        }
        around = QuestionView.Surroundings(form: AnswerForm(question, now.answers[question.id]))
        around.imported = imported
        let counts = ["kept": String(imported.rows.count), "n": String(imported.refusals.count)]
        around.complaints = .about("paste", visit.say("projects.table.partly", counts))
        return try await QuestionPage.show(around, now, visit)
    }
}
