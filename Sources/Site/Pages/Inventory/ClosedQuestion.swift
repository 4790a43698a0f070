import HTTPServer
import Planning
import Store

/// A question whose answer was accepted: it is read, not answered; what somebody typed meanwhile is not lost.
enum ClosedQuestion {
    struct Model: ViewModel {
        var backHref: String
        var back: String
        var caption: String
        var title: String
        var isRefused: Bool
        var answer: [String]
        var typed: [String]
        var hasTyped: Bool
        var historyHref: String?
        var attached: AttachedFiles?
    }

    /// The page, with the form that came too late; nil where it is only looked at.
    static func show(
        _ question: Question,
        typed form: Form? = nil,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> Response {
        let isExpert = desk.access.member?.role == .expert
        let former = desk.answers[question.id]
        let words = AnswerText(question: question, voice: visit.voice, rows: .max)
        let answer = words.lines(former)
        let typed = form.map { ClosedQuestion.typed($0, question, former, words) } ?? []
        let section = desk.questionnaire.sections.first { $0.id == question.section }
        let history = Route.history(desk.id, question.id)
        let model = Model(
            backHref: isExpert ? Route.projects(.enter).path : Route.project(desk.id, .inventory).path,
            back: visit.say(isExpert ? "projects.question.backOut" : "projects.question.back"),
            caption: [desk.project.name, section.map { visit.say($0.title) }].compactMap { $0 }.joined(separator: ", "),
            title: visit.say(question.title),
            isRefused: form != nil,
            answer: answer.isEmpty ? [visit.say("projects.answer.none")] : answer,
            typed: typed,
            hasTyped: !typed.isEmpty,
            historyHref: former != nil && desk.mayOpen(history) ? history.path : nil,
            attached: try await AttachedFiles.of(FileLink(.question, question.id), desk, visit)
        )
        let names = [model.title, desk.project.name]
        return try visit.form("inventory/closed", model, title: names, isWrong: form != nil, scripts: [])
    }

    /// What was typed and is not kept, so that it can be copied.
    private static func typed(_ form: Form, _ question: Question, _ former: Answer?, _ words: AnswerText) -> [String] {
        let typed = AnswerForm(question, form)
        let (value, _) = typed.value(over: former)
        let mine = Answer(value, open: typed.isUnknown ? .init(person: typed.person) : nil, note: typed.note)
        let pasted = ["paste", "file"].map { form[$0] }.filter { !$0.trimmingWhitespace.isEmpty }
        return (mine == former ? [] : words.difference(former, mine).after) + pasted
    }
}
