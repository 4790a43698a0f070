import HTTPServer
import Planning
import Store

/// All answers that a question ever had: who gave them, when, and what each one changed.
enum HistoryPage {
    struct Model: ViewModel {
        struct Line {
            var text: String
            var isGone: Bool
            var isNew: Bool
        }

        struct Revision {
            var title: String
            var who: String
            var isPresent: Bool
            var lines: [Line]
            var more: String?
        }

        var nav: ProjectNav
        var backHref: String
        var question: String
        var revisions: [Revision]
        var hasRevisions: Bool
        var older: String?
    }

    /// How many revisions a page shows, and how many lines of each.
    private static let limit = (revisions: 50, lines: 40)

    static func get(_ name: String, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard let question = desk.questionnaire[name] else { throw Refusal.notFound }
        let stored = try await visit.store.revisions(of: name, in: desk.id)
        let text = AnswerText(question: question, voice: visit.voice, rows: .max)
        let shown = stored.prefix(limit.revisions)
        let revisions = shown.enumerated().map { index, answer in
            let before = stored.indices.contains(index + 1) ? stored[index + 1].answer : nil
            return revision(answer, after: before, isPresent: index == 0, text)
        }
        let model = Model(
            nav: ProjectNav(desk, visit),
            backHref: Route.question(desk.id, name).path,
            question: visit.say(question.title),
            revisions: revisions,
            hasRevisions: !revisions.isEmpty,
            older: stored.count > shown.count
                ? visit.voice.count("projects.history.older", ["n": stored.count - shown.count]) : nil
        )
        let title = [visit.say("projects.history.windowTitle", ["question": model.question]), desk.project.name]
        return try visit.page("inventory/history", model, title: title)
    }

    private static func revision(
        _ stored: StoredAnswer,
        after before: Answer?,
        isPresent: Bool,
        _ text: AnswerText
    ) -> Model.Revision {
        let voice = text.voice
        let all = lines(text.lines(stored.answer), after: text.lines(before))
        let shown = all.prefix(limit.lines)
        let none = Model.Line(text: voice.say("projects.answer.none"), isGone: false, isNew: false)
        let stamp = stored.stamp
        return Model.Revision(
            title: voice.say("projects.history.revision", ["n": String(stamp.version)]),
            who: voice.say(
                "projects.review.said",
                ["who": stamp.actor.name(voice), "time": String(stamp.time)]
            ),
            isPresent: isPresent,
            lines: all.isEmpty ? [none] : Array(shown),
            more: all.count > shown.count
                ? voice.count("projects.history.moreLines", ["n": all.count - shown.count]) : nil
        )
    }

    /// What went and what came; all of it where nothing was before or everything stayed.
    private static func lines(_ now: [String], after before: [String]) -> [Model.Line] {
        let changes = now.difference(from: before)
        guard !before.isEmpty, !changes.isEmpty else {
            return now.map { Model.Line(text: $0, isGone: false, isNew: false) }
        }
        return changes.map { change in
            switch change {
            case .remove(_, let text, _): Model.Line(text: text, isGone: true, isNew: false)
            case .insert(_, let text, _): Model.Line(text: text, isGone: false, isNew: true)
            }
        }
    }
}
