import HTTPServer
import Planning
import Store

/// What is done in the review: marks and remarks are kept, then the answers are given back, accepted or reopened.
///
/// What is said holds for what was seen: a mark for the answer that the page showed, a sign-off for the submission.
extension ReviewPage {
    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let isReviewer = isReviewer(desk)
        guard isReviewer || desk.access.member.map({ $0.role != .tester }) ?? false else { throw Refusal.notFound }
        let action = isReviewer ? form["action"] : ""
        if action == "reopen" {
            try await visit.store.reopen(desk.id, by: desk.actor)
            return here(desk)
        }
        let stale = isReviewer ? try await marks(form, desk, visit) : []
        let long = try await comments(form, desk, visit)
        guard long.isEmpty else {
            var complaints = Complaints()
            for question in long.keys.sorted() {
                let title = desk.questionnaire[question].map { visit.say($0.title) } ?? question
                let arguments = ["question": title, "n": String(longestRemark)]
                complaints.add("comment-\(question)", visit.say("projects.review.tooLongWhat", arguments))
            }
            return try await again("tooLong", complaints, desk, visit, typed: long)
        }
        guard stale.isEmpty else { return try await again("stale", stale, desk, visit) }
        switch action {
        case "sign": return try await sign(form, desk, visit)
        case "back": return try await giveBack(desk, visit)
        default: return here(desk)
        }
    }

    private static func here(_ desk: ProjectDesk) -> Response { .seeOther(Route.project(desk.id, .review).path) }

    private static func sign(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let questionnaire = desk.questionnaire
        let signing = try await visit.store.signOff(
            desk.id,
            submission: Int(form["submission"]) ?? 0,
            carrying: { questionnaire.carried($0) },
            by: desk.actor,
            mailing: visit.site.configuration.sendsMail
        )
        switch signing {
        case .signed, .notSubmitted: return here(desk)
        case .changed(let questions): return try await again("changed", questions, desk, visit)
        case .newer(let number):
            let message = visit.say("projects.review.newerShow", ["n": String(number)])
            let complaints = Complaints.about(number > 1 ? "changes" : "versions", message)
            return try await again("newer", complaints, desk, visit, version: String(number))
        }
    }

    private static func giveBack(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let sends = visit.site.configuration.sendsMail
        let queries = try await visit.store.giveBack(desk.id, by: desk.actor, mailing: sends)
        guard queries == 0 else { return here(desk) }
        let complaints = Complaints.about("decide", visit.say("projects.review.noQueryWhat"))
        return try await again("noQuery", complaints, desk, visit)
    }

    /// The page as it stands now, with the questions that it is about.
    private static func again(
        _ key: String,
        _ questions: [String],
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> Response {
        var complaints = Complaints()
        for question in questions {
            // One that is not asked any more has no place on the page.
            let isShown = desk.standing.lines.contains { $0.id == question }
            let title = desk.questionnaire[question].map { visit.say($0.title) } ?? question
            complaints.add(isShown ? "q-\(question)" : "decide", title)
        }
        return try await again(key, complaints, desk, visit)
    }

    private static func again(
        _ key: String,
        _ complaints: Complaints,
        _ desk: ProjectDesk,
        _ visit: Visit,
        version: String = "",
        typed: [String: String] = [:]
    ) async throws -> Response {
        guard let now = try await ProjectDesk.open(desk.id, visit) else { throw Refusal.expired }
        let summary = ErrorSummary(
            complaints,
            heading: visit.say("projects.review.\(key)"),
            kept: visit.say("projects.review.kept")
        )
        return try await answer(now, visit, version: version, summary, typed: typed)
    }

    /// Says of each answer what was chosen, where that is new.
    ///
    /// - Returns: The questions that are answered otherwise by now than they were seen; nothing is said of these.
    private static func marks(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> [String] {
        let review = try await visit.store.review(of: desk.id)
        guard review.signOff == nil else { return [] }
        var stale: [String] = []
        for line in desk.standing.lines {
            guard let typed = form.first("mark-\(line.id)"), let seen = Int(form["seen-\(line.id)"]) else { continue }
            let state = ReviewMark.State(rawValue: typed)
            let isSame = seen == desk.derived.given.version(of: line.id)
            if isSame, state == review.mark(line.id, desk)?.state { continue }
            // Accepting is for all answers, also those that nothing was said of.
            guard isSame || state != nil || form["action"] == "sign" else { continue }
            let (project, actor) = (desk.id, desk.actor)
            guard isSame, try await visit.store.mark(line.id, state, version: seen, in: project, by: actor) else {
                stale.append(line.id)
                continue
            }
        }
        return stale
    }

    /// The longest remark.
    private static let longestRemark = 4_000

    /// Keeps the remarks.
    ///
    /// - Returns: Those that are too long, by question; they are not kept.
    private static func comments(
        _ form: Form,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> [String: String] {
        var long: [String: String] = [:]
        for line in desk.standing.lines {
            let text = form["comment-\(line.id)"].trimmingWhitespace
            guard !text.isEmpty else { continue }
            guard text.count <= longestRemark else {
                long[line.id] = text
                continue
            }
            try await visit.store.comment(text, on: line.id, in: desk.id, by: desk.actor)
        }
        return long
    }
}
