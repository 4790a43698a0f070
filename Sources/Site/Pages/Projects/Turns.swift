import Planning
import Store
import Texts

/// Whose turn it is, and what is next on each side.
struct Turns {
    let desk: ProjectDesk
    let facts: ProcessFacts

    init(_ desk: ProjectDesk, _ facts: ProcessFacts) { (self.desk, self.facts) = (desk, facts) }

    /// What each side does next; the visitor's own comes first.
    func nexts(_ visit: Visit) -> [HubPage.Model.Next] {
        let (customer, consultant) = (customer(visit), consultant(visit))
        if desk.project.isSelfService { return [customer] }
        return desk.access.isConsultant ? [consultant, customer] : [customer, consultant]
    }

    private func customer(_ visit: Visit) -> HubPage.Model.Next {
        let standing = desk.standing
        let open = standing.lines.count { [.empty, .found, .flawed].contains($0.state) }
        if facts.review.signOff != nil { return next("customer", "customerDone", .architecture, visit) }
        let queried = queries.count { remark($0) == nil }
        if queried > 0 { return next("customer", "customerQueries", .inventory, visit, ["n": queried]) }
        if !standing.isComplete {
            return next("customer", "customerAnswers", .inventory, visit, ["n": open])
        }
        guard let last = facts.lastAnswers else {
            return next("customer", "customerSubmit", .check, visit, ["n": open])
        }
        // A submission keeps its answers as they were asked then.
        let isChanged = desk.questionnaire.carried(last).byQuestion != desk.answers.byQuestion
        if isChanged || queries.contains(where: { !isHandedIn($0) }) {
            return next("customer", "customerAgain", .check, visit)
        }
        if desk.project.isSelfService { return next("customer", "customerSigns", .review, visit) }
        return next("customer", "customerWaits", nil, visit)
    }

    private func consultant(_ visit: Visit) -> HubPage.Model.Next {
        if facts.review.signOff != nil { return next("consultant", "consultantPlans", .architecture, visit) }
        if !facts.members.contains(where: { $0.role == .customer && $0.revoked == nil }) {
            return next("consultant", "consultantInvites", .people, visit)
        }
        if facts.submissions.isEmpty { return next("consultant", "consultantWaits", .inventory, visit) }
        let counts = ReviewCounts(facts.review, desk)
        if counts.fine == counts.all { return next("consultant", "consultantSigns", .review, visit) }
        let asked = queries.count { !isHandedIn($0) }
        let left = counts.all - counts.fine - asked
        if left == 0 { return next("consultant", "consultantAsked", .review, visit) }
        return next("consultant", "consultantReviews", .review, visit, ["n": left])
    }

    /// The questions whose answers are queried as they stand.
    private var queries: [String] { desk.standing.lines.map(\.id).filter { facts.review.isQueried($0, desk) } }

    /// When the customer's side answered a query with a remark; nil where it did not.
    private func remark(_ question: String) -> Int64? {
        guard let mark = facts.review.marks[question] else { return nil }
        let remarks = (facts.review.comments[question] ?? []).filter { comment in
            guard case .member = comment.actor else { return false }
            return comment.time >= mark.time
        }
        return remarks.last?.time
    }

    /// Whether a remark that answers a query was handed in.
    private func isHandedIn(_ question: String) -> Bool {
        guard let remark = remark(question), let last = facts.submissions.last else { return false }
        return last.time >= remark
    }

    private func next(
        _ side: String,
        _ key: String,
        _ page: Route.ProjectPage?,
        _ visit: Visit,
        _ arguments: [String: Int] = [:]
    ) -> HubPage.Model.Next {
        let route = page.map { Route.project(desk.id, $0) }
        let isMine = desk.project.isSelfService || (side == "consultant") == desk.access.isConsultant
        return HubPage.Model.Next(
            who: visit.say("projects.side.\(side)"),
            title: visit.voice.count("projects.next.\(key)", arguments),
            text: visit.say("projects.next.\(key)What"),
            href: route.flatMap { desk.mayOpen($0) ? $0.path : nil },
            button: page.map { visit.say("projects.next.open", ["page": visit.say("projects.part.\($0.name)")]) } ?? "",
            isMine: isMine
        )
    }
}

extension Route.ProjectPage {
    /// The name of its texts.
    var name: String {
        switch self {
        case .hub: "hub"
        case .check: "check"
        default: rawValue
        }
    }
}
