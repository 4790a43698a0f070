import HTTPServer
import Planning
import Store

/// The review: every answer with what is said of it, the remarks of both sides, all submissions, and the sign-off.
enum ReviewPage {
    struct Model: ViewModel {
        struct Section {
            var title: String
            var lines: [Line]
        }

        struct Line {
            var anchor: String
            var title: String
            var answer: [String]
            var who: String?
            var standing: StatusView
            var seen: String
            var version: String
            var markID: String
            var markLabel: String
            var marks: [Choice]
            var comments: [QuestionView.Comment]
            var comment: AreaField?
            var commentLabel: String
            var isOpen: Bool
            var changeHref: String?
        }

        struct Choice {
            var choice: String
            var text: String
            var isChosen: Bool
        }

        struct Version {
            var title: String
            var href: String?
        }

        var nav: ProjectNav
        var summary: ErrorSummary?
        var lead: String
        var action: String
        var csrf: String
        var submission: String
        var isReviewer: Bool
        var sections: [Section]
        var versions: [Version]
        var hasVersions: Bool
        var changes: SubmissionChanges?
        var standing: StatusView
        var canGiveBack: Bool
        var canSignOff: Bool
        var canReopen: Bool
        var signOffs: [String]
        var checkHref: String?
    }

    /// Whether the visitor says what is right: the consultancy, or the customer where there is none.
    static func isReviewer(_ desk: ProjectDesk) -> Bool {
        desk.access.isConsultant || desk.project.isSelfService && desk.access.mayDecide
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        try await answer(desk, visit, version: visit.request.query["version"])
    }

    static func answer(
        _ desk: ProjectDesk,
        _ visit: Visit,
        version: String,
        _ summary: ErrorSummary? = nil,
        typed: [String: String] = [:]
    ) async throws -> Response {
        let review = try await visit.store.review(of: desk.id)
        let submissions = try await visit.store.submissions(of: desk.id)
        let isReviewer = isReviewer(desk)
        let counts = ReviewCounts(review, desk)
        let isSigned = review.signOff != nil
        let model = Model(
            nav: ProjectNav(desk, visit),
            summary: summary,
            lead: visit.voice.count(
                "projects.review.lead",
                ["ok": counts.fine, "query": counts.queried, "n": counts.all]
            ),
            action: Route.project(desk.id, .review).path,
            csrf: visit.csrf,
            submission: String(submissions.last?.number ?? 0),
            isReviewer: isReviewer && !isSigned,
            sections: desk.questionnaire.sections.compactMap {
                section($0, review, desk, canMark: isReviewer && !isSigned, typed, visit)
            },
            versions: submissions.reversed().map { submission in
                Model.Version(
                    title: visit.say(
                        "projects.review.version",
                        [
                            "n": String(submission.number), "who": submission.actor.name(visit.voice),
                            "time": String(submission.time),
                        ]
                    ),
                    href: submission.number > 1
                        ? "\(Route.project(desk.id, .review).path)?version=\(submission.number)#changes" : nil
                )
            },
            hasVersions: !submissions.isEmpty,
            changes: try await changes(version, desk, visit),
            standing: standing(review, submissions, counts, visit),
            canGiveBack: isReviewer && !isSigned && !submissions.isEmpty && !desk.project.isSelfService,
            canSignOff: isReviewer && !isSigned && !submissions.isEmpty,
            canReopen: isReviewer && isSigned,
            signOffs: review.signOffs.map { signOff(($0), visit) },
            checkHref: desk.access.mayDecide && !isSigned ? Route.project(desk.id, .check).path : nil
        )
        let title = [visit.say("projects.part.review"), desk.project.name]
        let isWrong = summary != nil
        return try visit.form("review/review", model, title: title, isWrong: isWrong, scripts: [.summary, .once])
    }

    /// What that submission changed against the one before; nil where there is none of that number, or none before it.
    private static func changes(
        _ version: String,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> SubmissionChanges? {
        guard let number = Int(version), number > 1,
            let old = try await visit.store.submission(number - 1, of: desk.id),
            let new = try await visit.store.submission(number, of: desk.id)
        else { return nil }
        return SubmissionChanges(old, new, desk, visit)
    }

    private static func signOff(_ signOff: SignOff, _ visit: Visit) -> String {
        let who = signOff.actor.name(visit.voice)
        let first = visit.say(
            "projects.review.signedOff",
            ["who": who, "time": String(signOff.time), "n": String(signOff.submission)]
        )
        guard let reopened = signOff.reopened else { return first }
        let by = signOff.reopenedBy?.name(visit.voice) ?? ""
        return "\(first) \(visit.say("projects.review.reopened", ["who": by, "time": String(reopened)]))"
    }

    static func standing(
        _ review: ProjectReview,
        _ submissions: [SubmissionStamp],
        _ counts: ReviewCounts,
        _ visit: Visit
    ) -> StatusView {
        if review.signOff != nil { return StatusView("good", .lock, visit.say("projects.review.isSigned")) }
        if submissions.isEmpty { return StatusView("idle", .later, visit.say("projects.review.notSubmitted")) }
        if counts.queried > 0 {
            let word = visit.voice.count("projects.review.queries", ["n": counts.queried])
            return StatusView("warn", .reply, word)
        }
        return StatusView("busy", .part, visit.say("projects.review.underWay"))
    }

    private static func section(
        _ section: Questionnaire.Section,
        _ review: ProjectReview,
        _ desk: ProjectDesk,
        canMark: Bool,
        _ typed: [String: String],
        _ visit: Visit
    ) -> Model.Section? {
        let lines = desk.standing.lines(in: section.id)
        guard !lines.isEmpty else { return nil }
        return Model.Section(
            title: visit.say(section.title),
            lines: lines.map { line($0, review, desk, canMark: canMark, typed, visit) }
        )
    }

    private static func line(
        _ line: Standing.Line,
        _ review: ProjectReview,
        _ desk: ProjectDesk,
        canMark: Bool,
        _ typed: [String: String],
        _ visit: Visit
    ) -> Model.Line {
        let mark = review.mark(line.id, desk)
        let stamp = desk.derived.given.stamps[line.id]
        let comments = review.comments[line.id] ?? []
        let label = visit.say("projects.review.comment", ["question": visit.say(line.question.title)])
        let isSigned = review.signOff != nil
        return Model.Line(
            anchor: "q-\(line.id)",
            title: visit.say(line.question.title),
            answer: AnswerText(question: line.question, voice: visit.voice).lines(desk.answers[line.id]),
            who: stamp.map { stamp in
                let arguments = ["who": stamp.actor.name(visit.voice), "time": String(stamp.time)]
                return visit.say("projects.review.said", arguments)
            },
            standing: standing(line, mark, visit),
            seen: "seen-\(line.id)",
            version: String(desk.derived.given.version(of: line.id)),
            markID: "mark-\(line.id)",
            markLabel: visit.say("projects.review.mark", ["question": visit.say(line.question.title)]),
            marks: canMark ? choices(mark, visit) : [],
            comments: comments.map { QuestionView.Comment($0, visit) },
            comment: isSigned
                ? nil : AreaField("comment-\(line.id)", label: label, text: typed[line.id] ?? "", rows: 2),
            commentLabel: visit.say("projects.review.remark"),
            isOpen: mark?.state == .query && canMark || typed[line.id] != nil,
            changeHref: isSigned ? nil : Route.question(desk.id, line.id).path
        )
    }

    private static func choices(_ mark: ReviewMark?, _ visit: Visit) -> [Model.Choice] {
        (["none"] + ReviewMark.State.allCases.map(\.rawValue)).map { name in
            Model.Choice(
                choice: name,
                text: visit.say("projects.mark.\(name)"),
                isChosen: name == mark?.state.rawValue ?? "none"
            )
        }
    }

    private static func standing(_ line: Standing.Line, _ mark: ReviewMark?, _ visit: Visit) -> StatusView {
        switch mark?.state {
        case .ok: StatusView("good", .done, visit.say("projects.mark.ok"))
        case .amended: StatusView("good", .done, visit.say("projects.mark.amended"))
        case .query: StatusView("warn", .reply, visit.say("projects.mark.query"))
        case nil: StatusView(line.state, visit)
        }
    }
}

/// How many answers were reviewed, and how.
struct ReviewCounts {
    var all = 0
    var fine = 0
    var queried = 0

    init(_ review: ProjectReview, _ desk: ProjectDesk) {
        for line in desk.standing.lines {
            all += 1
            switch review.mark(line.id, desk)?.state {
            case .ok, .amended: fine += 1
            case .query: queried += 1
            case nil: break
            }
        }
    }
}

/// What a submission changed against the one before.
struct SubmissionChanges: ViewModel {
    struct Line {
        var title: String
        var before: [String]
        var after: [String]
    }

    var heading: String
    var lines: [Line]
    var hasLines: Bool

    init(_ before: Submission, _ after: Submission, _ desk: ProjectDesk, _ visit: Visit) {
        let questionnaire = desk.questionnaire
        let (old, new) = (questionnaire.carried(before.answers), questionnaire.carried(after.answers))
        let changed = Set(old.differences(to: new))
        let none = visit.say("projects.answer.none")
        lines = questionnaire.questions.filter { changed.contains($0.id) }.map { question in
            let text = AnswerText(question: question, voice: visit.voice)
            let (before, after) = text.difference(old[question.id], new[question.id])
            return Line(
                title: visit.say(question.title),
                before: before.isEmpty ? [none] : before,
                after: after.isEmpty ? [none] : after
            )
        }
        hasLines = !lines.isEmpty
        heading = visit.voice.count("projects.review.changes", ["n": after.number, "before": before.number])
    }
}
