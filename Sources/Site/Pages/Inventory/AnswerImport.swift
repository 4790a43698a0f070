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
        let former = desk.answers[question.id]
        let imported = question.reading(table: text)
        let (typed, complaints) = around.form.answer(over: former, for: desk.access, visit)
        let isReplacing = form["replace"] == "yes"
        guard var answer = isReplacing ? Answer(nil, note: around.form.note) : typed else {
            (around.complaints, around.pasted) = (complaints, text)
            return try await QuestionPage.show(around, desk, visit)
        }
        guard !imported.rows.isEmpty else {
            // Nothing to keep: what stands in the form stays there.
            (around.imported, around.complaints) = (imported, partly(imported, visit))
            return try await QuestionPage.show(around, desk, visit)
        }
        var rows = imported.rows
        if !isReplacing, case .rows(let before) = answer.value { rows = before + rows }
        answer.value = .rows(rows)
        // Rows that were found out are the answer.
        if former?.open != nil { answer.open = nil }
        if let flaw = question.flaws(of: .rows(rows)).first(where: { $0.row == nil }) {
            (around.complaints, around.pasted) = (.about("paste", visit.say(flaw.phrase)), text)
            return try await QuestionPage.show(around, desk, visit)
        }
        guard try await QuestionPage.save(answer, question, Int(form["version"]) ?? 0, desk, visit) else {
            return try await ConflictPage.answer(form, answer, question, desk, visit)
        }
        guard let now = try await ProjectDesk.open(desk.id, visit) else { throw Refusal.expired }
        guard !imported.refusals.isEmpty else {
            let last = max(0, rows.count - 1) / AnswerForm.rowsPerPage * AnswerForm.rowsPerPage
            return .seeOther("\(Route.question(desk.id, question.id).path)?from=\(last)")
        }
        let shown = AnswerForm(question, now.answers[question.id], from: around.form.first)
        around = QuestionView.Surroundings(form: shown)
        (around.imported, around.complaints) = (imported, partly(imported, visit))
        return try await QuestionPage.show(around, now, visit)
    }

    private static func partly(_ imported: TableImport, _ visit: Visit) -> Complaints {
        let counts = ["kept": String(imported.rows.count), "n": String(imported.refusals.count)]
        return .about("paste", visit.say("projects.table.partly", counts))
    }
}
