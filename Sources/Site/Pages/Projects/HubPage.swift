import HTTPServer
import MailCore
import Planning
import Store
import Texts

/// A project's first page: whose turn it is, the ten steps with their hours, and the documents.
enum HubPage {
    struct Model: ViewModel {
        struct Next {
            var who: String
            var title: String
            var text: String
            var href: String?
            var button: String
            var isMine: Bool
        }

        struct Document {
            var href: String
            var title: String
            var standing: StatusView?
        }

        var nav: ProjectNav
        var title: String
        var lead: String
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var nexts: [Next]
        /// Whoever only tests books no hours and answers no questions.
        var isForAll: Bool
        var tasks: [InventoryPage.Model.Task]
        var hasTasks: Bool
        var process: ProcessView
        var documents: [Document]
        var hoursHref: String
        var trail: [String]
        var trailHref: String?
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        try await answer(desk, visit)
    }

    private static func answer(
        _ desk: ProjectDesk,
        _ visit: Visit,
        _ typed: Form = Form(),
        _ complaints: Complaints = Complaints()
    ) async throws -> Response {
        let facts = try await ProcessFacts(desk, visit)
        let plan = desk.plan
        let isKnown = plan.target != nil
        let trail = try await trail(desk, visit)
        let model = Model(
            nav: ProjectNav(desk, visit),
            title: isKnown
                ? visit.say(
                    "projects.hub.title",
                    ["project": desk.project.name, "target": target(desk, visit)]
                ) : desk.project.name,
            lead: lead(desk, facts, visit),
            action: Route.project(desk.id, .hub).path,
            csrf: visit.csrf,
            summary: visit.summary(complaints),
            nexts: Turns(desk, facts).nexts(visit),
            isForAll: desk.access.member?.role != .tester,
            tasks: desk.standing.tasks.prefix(5).map { task in
                .init(
                    href: Route.question(desk.id, task.id).path,
                    title: visit.say(task.question.title),
                    person: task.person.isEmpty ? visit.say("projects.inventory.nobody") : task.person
                )
            },
            hasTasks: desk.mayOpen(.project(desk.id, .inventory)) && !desk.standing.tasks.isEmpty,
            process: ProcessView(desk, facts, visit, typed, complaints),
            documents: Route.ProjectPage.parts.filter { desk.mayOpen(.project(desk.id, $0)) }.map { page in
                Model.Document(
                    href: Route.project(desk.id, page).path,
                    title: visit.say("projects.part.\(page.rawValue)"),
                    standing: standing(page, desk, facts, visit)
                )
            },
            hoursHref: Route.project(desk.id, .hoursCSV).path,
            trail: trail.shown,
            trailHref: trail.isWhole ? nil : "\(Route.project(desk.id, .hub).path)?trail=all#trail"
        )
        let title = [visit.say("projects.hub.windowTitle"), desk.project.name]
        return try visit.form("projects/hub", model, title: title, isWrong: !complaints.isEmpty)
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard desk.access.member?.role != .tester else { throw Refusal.notFound }
        let steps = Set(desk.plan.effort.steps.map(\.id))
        let back = Response.seeOther("\(Route.project(desk.id, .hub).path)#process")
        let book = form["book"].split(separator: ":").map(String.init)
        if book.count == 2, steps.contains(book[0]), let minutes = Int(book[1]), (1...1_440).contains(minutes) {
            let booking = BookingForm(form, book[0])
            guard let day = booking.day(visit) else {
                return try await answer(desk, visit, form, booking.dayComplaint(visit))
            }
            let party: Booking.Party = desk.access.isConsultant ? .consultant : .customer
            let hours = NewBooking(step: book[0], party: party, minutes: minutes, note: booking.note, day: day)
            try await visit.store.book(hours, in: desk.id, by: desk.actor)
        } else if let booking = Int64(form["unbook"]) {
            try await visit.store.removeBooking(booking, in: desk.id, by: desk.actor)
        } else if steps.contains(form["set"]) {
            let step = form["set"]
            guard let state = ProcessStanding.State(rawValue: form["state-\(step)"]) else { return back }
            try await visit.store.setProcess(step, to: state, in: desk.id, by: desk.actor)
        } else if let step = desk.plan.effort.steps.first(where: { !BookingForm(form, $0.id).note.isEmpty }) {
            let complaint = BookingForm(form, step.id).hoursComplaint(visit)
            return try await answer(desk, visit, form, complaint)
        }
        return back
    }

    private static func target(_ desk: ProjectDesk, _ visit: Visit) -> String {
        guard case .choice(let id) = desk.answers["target"]?.value,
            let choice = desk.questionnaire["target"]?.choice(id)
        else { return "" }
        return visit.say(choice.label)
    }

    private static func lead(_ desk: ProjectDesk, _ facts: ProcessFacts, _ visit: Visit) -> String {
        let states = desk.plan.effort.steps.map { facts.state($0.id, desk) }
        let counts = ["done": states.count { $0 == .done }, "working": states.count { $0 == .working }]
        return visit.voice.count("projects.hub.lead", counts)
    }

    private static func standing(
        _ page: Route.ProjectPage,
        _ desk: ProjectDesk,
        _ facts: ProcessFacts,
        _ visit: Visit
    ) -> StatusView? {
        switch page {
        case .files: return nil
        case .inventory:
            let counts = ["done": desk.standing.answered, "n": desk.standing.lines.count]
            let isDone = desk.standing.answered == desk.standing.lines.count
            let word = visit.voice.count("projects.answered", counts)
            return StatusView(isDone ? "good" : "busy", isDone ? .done : .part, word)
        case .review:
            let counts = ReviewCounts(facts.review, desk)
            return ReviewPage.standing(facts.review, facts.submissions, counts, visit)
        case .people:
            let joined = facts.members.count { $0.joined != nil && $0.revoked == nil }
            return StatusView("idle", .group, visit.voice.count("projects.hub.joined", ["n": joined]))
        default: return StatusView("busy", .part, visit.say("projects.hub.derived"))
        }
    }

    /// How many lines of what happened are shown where nobody asks for all.
    private static let trailLines = 8

    /// What happened, the last first; all of it where that is asked for.
    private static func trail(_ desk: ProjectDesk, _ visit: Visit) async throws -> (shown: [String], isWhole: Bool) {
        let isAsked = visit.request.query.contains("trail")
        // One more than is shown tells whether there are more.
        let lines = try await visit.store.trail(of: desk.id, last: isAsked ? .max : trailLines + 1)
        let isWhole = isAsked || lines.count <= trailLines
        let words = TrailText(desk, visit)
        let shown = (isWhole ? lines : lines.suffix(trailLines)).reversed().map { line in
            visit.say(
                "projects.event.line",
                [
                    "time": String(line.time), "who": line.actor.name(visit.voice),
                    "what": words.what(line),
                ]
            )
        }
        return (shown, isWhole)
    }
}
