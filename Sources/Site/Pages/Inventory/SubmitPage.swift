import HTTPServer
import Planning
import Store

/// All answers on one page before they are handed in.
enum SubmitPage {
    struct Model: ViewModel {
        struct Section {
            var title: String
            var lines: [Line]
        }

        struct Line {
            var anchor: String
            var title: String
            var standing: StatusView?
            var answer: [String]
            var changeHref: String?
        }

        var nav: ProjectNav
        var summary: ErrorSummary?
        var lead: String
        var sections: [Section]
        var action: String
        var csrf: String
        var last: String
        var canSubmit: Bool
        var submitted: String
        var button: String
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        try await answer(desk, visit)
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard desk.access.mayDecide, try await visit.store.review(of: desk.id).signOff == nil else {
            return .seeOther(Route.project(desk.id, .review).path)
        }
        guard desk.standing.isComplete else {
            var complaints = Complaints()
            for question in desk.standing.missing {
                complaints.add("q-\(question.id)", visit.say(question.title))
            }
            return try await answer(desk, visit, complaints)
        }
        // A form that was sent twice hands in once.
        let (last, sends) = (Int(form["last"]) ?? 0, visit.site.configuration.sendsMail)
        try await visit.store.submit(desk.id, after: last, by: desk.actor, mailing: sends)
        return .seeOther(Route.project(desk.id, .hub).path)
    }

    private static func answer(
        _ desk: ProjectDesk,
        _ visit: Visit,
        _ complaints: Complaints = Complaints()
    ) async throws -> Response {
        let submissions = try await visit.store.submissions(of: desk.id)
        let standing = desk.standing
        let last = submissions.last.map { last in
            visit.say(
                "projects.check.submitted",
                ["who": last.actor.name(visit.voice), "time": String(last.time)]
            )
        }
        let isOpen = try await visit.store.review(of: desk.id).signOff == nil
        let model = Model(
            nav: ProjectNav(desk, visit),
            summary: visit.summary(complaints, heading: "projects.check.missing", kept: nil),
            lead: visit.voice.count(
                "projects.answered",
                ["done": standing.answered, "n": standing.lines.count]
            ),
            sections: desk.questionnaire.sections.compactMap { section($0, desk, isOpen: isOpen, visit) },
            action: Route.project(desk.id, .check).path,
            csrf: visit.csrf,
            last: String(submissions.last?.number ?? 0),
            canSubmit: desk.access.mayDecide && isOpen,
            submitted: last ?? visit.say("projects.check.notYet"),
            button: visit.say(submissions.isEmpty ? "projects.check.button" : "projects.check.again")
        )
        let title = [visit.say("projects.check.title"), desk.project.name]
        return try visit.form("inventory/check", model, title: title, isWrong: !complaints.isEmpty)
    }

    private static func section(
        _ section: Questionnaire.Section,
        _ desk: ProjectDesk,
        isOpen: Bool,
        _ visit: Visit
    ) -> Model.Section? {
        let lines = desk.standing.lines(in: section.id)
        guard !lines.isEmpty else { return nil }
        return Model.Section(
            title: visit.say(section.title),
            lines: lines.map { line in
                Model.Line(
                    anchor: "q-\(line.id)",
                    title: visit.say(line.question.title),
                    standing: line.state == .answered ? nil : StatusView(line.state, visit),
                    answer: AnswerText(question: line.question, voice: visit.voice).lines(desk.answers[line.id]),
                    changeHref: isOpen ? Route.question(desk.id, line.id).path : nil
                )
            }
        )
    }
}
