import HTTPServer
import Planning
import Store

/// Somebody else answered in between: shows both answers, and nothing is lost before somebody chose.
enum ConflictPage {
    struct Model: ViewModel {
        var backHref: String
        var nextHref: String
        var action: String
        var csrf: String
        var caption: String
        var lead: String
        var question: String
        var who: String
        var theirs: [String]
        var mine: [String]
        var isTable: Bool
        var fields: [KeptField]
    }

    static func answer(
        _ form: Form,
        _ mine: Answer,
        _ question: Question,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> Response {
        // The answer that came in between; what this visit began with may be older.
        guard let now = try await ProjectDesk.open(desk.id, visit) else { throw Refusal.expired }
        guard try await visit.store.review(of: desk.id).signOff == nil else {
            return try await ClosedQuestion.show(question, typed: form, now, visit)
        }
        let stamp = now.derived.given.stamps[question.id]
        let text = AnswerText(question: question, voice: visit.voice)
        let here = Route.question(desk.id, question.id).path
        var fields = KeptField.of(form, without: ["csrf", "version"])
        fields.append(KeptField(name: "version", text: String(now.derived.given.version(of: question.id))))
        let none = visit.say("projects.answer.none")
        let (theirs, own) = text.difference(now.answers[question.id], mine)
        let model = Model(
            backHref: here,
            nextHref: here,
            action: here,
            csrf: visit.csrf,
            caption: desk.project.name,
            lead: visit.say("projects.conflict.lead"),
            question: visit.say(question.title),
            who: stamp.map { stamp in
                let arguments = ["who": stamp.actor.name(visit.voice), "time": String(stamp.time)]
                return visit.say("projects.review.said", arguments)
            } ?? "",
            theirs: theirs.isEmpty ? [none] : theirs,
            mine: own.isEmpty ? [none] : own,
            isTable: question.form == .table,
            fields: fields
        )
        let title = [visit.say("projects.conflict.title"), desk.project.name]
        return try visit.page("inventory/conflict", model, title: title, scripts: [.once], status: .conflict)
    }
}
