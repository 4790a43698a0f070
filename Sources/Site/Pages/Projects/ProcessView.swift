import HTTPServer
import MailCore
import Planning
import Store
import Texts

/// The ten steps of a project with their hours, as a picture whose numbers a text says too.
struct ProcessView: ViewModel {
    struct Step {
        var number: String
        var name: String
        var title: String
        var about: String
        var href: String?
        var standing: StatusView
        var who: String
        var picture: HoursPicture
        var label: String
        var states: [Option]
        var state: String
        var stateLabel: String
        var hours: [Hours]
        var bookLabel: String
        /// Whether something is to be mended in it.
        var isOpen: Bool
        var day: TextField
        var note: TextField
    }

    struct Option {
        var choice: String
        var text: String
        var isChosen: Bool
    }

    struct Hours {
        var book: String
        var text: String
        var spoken: String
    }

    struct Sum {
        var label: String
        var spent: String
        var planned: String
        var isSum: Bool
    }

    var steps: [Step]
    var sums: [Sum]
    var factors: [String]
    var hasFactors: Bool
    var booked: [Booked]
    var hasBooked: Bool

    struct Booked {
        var number: String
        var text: String
        var canRemove: Bool
    }
}

/// What a project's process is made of besides the plan.
struct ProcessFacts: Sendable {
    var bookings: [Booking] = []
    var process: [String: ProcessStanding] = [:]
    var submissions: [SubmissionStamp] = []
    /// What was handed in last.
    var lastAnswers: Answers?
    var review = ProjectReview()
    var members: [Member] = []

    init(_ desk: ProjectDesk, _ visit: Visit) async throws {
        bookings = try await visit.store.bookings(of: desk.id)
        process = try await visit.store.process(of: desk.id)
        submissions = try await visit.store.submissions(of: desk.id)
        if let last = submissions.last {
            lastAnswers = try await visit.store.submission(last.number, of: desk.id)?.answers
        }
        review = try await visit.store.review(of: desk.id)
        members = try await visit.store.members(of: desk.id)
    }

    /// The minutes that a side spent on a step.
    func minutes(_ step: String, _ party: Booking.Party) -> Int {
        bookings.reduce(0) { $0 + ($1.step == step && $1.party == party ? $1.minutes : 0) }
    }

    /// How far a step is: what somebody set, or what the project shows by itself.
    func state(_ step: String, _ desk: ProjectDesk) -> ProcessStanding.State {
        if let set = process[step]?.state { return set }
        switch step {
        case "project": return members.contains { $0.joined != nil } ? .done : .working
        case "inventory":
            if review.signOff != nil { return .done }
            if !submissions.isEmpty { return .waiting }
            return desk.standing.answered > 0 ? .working : .open
        default: return bookings.contains { $0.step == step } ? .working : .open
        }
    }
}

extension ProcessView {
    /// The steps, with what was typed for a booking and what is wrong with it.
    init(
        _ desk: ProjectDesk,
        _ facts: ProcessFacts,
        _ visit: Visit,
        _ typed: Form = Form(),
        _ complaints: Complaints = Complaints()
    ) {
        let effort = desk.plan.effort
        let scale = HoursPicture.Scale(effort, facts)
        steps = effort.steps.enumerated().map { index, step in
            Step(step, number: index + 1, scale, desk, facts, visit, BookingForm(typed, step.id, complaints))
        }
        var spent = Effort.Hours(consultant: 0, customer: 0)
        for booking in facts.bookings {
            let hours = Double(booking.minutes) / 60
            switch booking.party {
            case .consultant: spent.consultant += hours
            case .customer: spent.customer += hours
            }
        }
        let planned = effort.total
        let hours = { (value: Double) in visit.formats.decimal(value) }
        sums = [
            ("projects.hub.sumConsultant", spent.consultant, planned.consultant, false),
            ("projects.hub.sumCustomer", spent.customer, planned.customer, false),
            ("projects.hub.sum", spent.total, planned.total, true),
        ].map { key, done, all, isSum in
            Sum(
                label: visit.say(key),
                spent: hours(done),
                planned: visit.say("projects.hub.of", ["hours": hours(all)]),
                isSum: isSum
            )
        }
        factors = effort.factors.map { factor in
            let change = factor.change.total
            let text = "\(change < 0 ? "−" : "+")\(visit.formats.decimal(abs(change)))"
            return visit.say("projects.hub.factor", ["title": visit.say(factor.title), "hours": text])
        }
        hasFactors = !factors.isEmpty
        let titles = Dictionary(effort.steps.map { ($0.id, visit.say($0.title)) }) { first, _ in first }
        booked = facts.bookings.reversed().map { booking in
            let text = [
                visit.formats.shortDate(booking.day.daysSinceEpoch * 86_400 + 43_200),
                titles[booking.step] ?? booking.step, booking.actor.name(visit.voice),
                "\(hours(Double(booking.minutes) / 60)) h", booking.note,
            ].filter { !$0.isEmpty }
            return Booked(
                number: String(booking.id),
                text: text.joined(separator: ", "),
                canRemove: desk.access.isConsultant || booking.party == .customer && StepPage.mayTick(desk)
            )
        }
        hasBooked = !booked.isEmpty
    }
}

extension ProcessView.Step {
    fileprivate init(
        _ step: Effort.Step,
        number: Int,
        _ scale: HoursPicture.Scale,
        _ desk: ProjectDesk,
        _ facts: ProcessFacts,
        _ visit: Visit,
        _ booking: BookingForm
    ) {
        let state = facts.state(step.id, desk)
        let side: Booking.Party = desk.access.isConsultant ? .consultant : .customer
        self.number = String(number)
        name = step.id
        title = visit.say(step.title)
        about = visit.say(step.about)
        href = Route.ProjectPage(step: step.id).flatMap { page in
            let route = Route.project(desk.id, page)
            return desk.mayOpen(route) ? route.path : nil
        }
        standing = StatusView(state, visit)
        let sides = [(step.basis.consultant, "consultant"), (step.basis.customer, "customer")]
        who = sides.filter { $0.0 > 0 }.map { visit.say("projects.side.\($0.1)") }
            .joined(separator: ", ")
        picture = HoursPicture(step, number: number, isDone: state == .done, scale, facts, visit.formats)
        label = sides.filter { $0.0 > 0 }.map { _, side in
            let party = Booking.Party(rawValue: side) ?? .consultant
            let planned = party == .consultant ? step.hours.consultant : step.hours.customer
            let spent = Double(facts.minutes(step.id, party)) / 60
            return visit.say(
                "projects.hub.hours",
                [
                    "side": visit.say("projects.side.\(side)"), "spent": visit.formats.decimal(spent),
                    "planned": visit.formats.decimal(planned),
                ]
            )
        }.joined(separator: ", ")
        states = ProcessStanding.State.allCases.map { other in
            .init(
                choice: other.rawValue,
                text: visit.say("projects.step.\(other.rawValue)"),
                isChosen: other == state
            )
        }
        self.state = "state-\(step.id)"
        stateLabel = visit.say("projects.hub.setState", ["step": title])
        let title = title
        hours = [30, 60, 120, 240].map { minutes in
            let text = visit.say("projects.hub.plus", ["hours": visit.formats.decimal(Double(minutes) / 60)])
            return ProcessView.Hours(
                book: "\(step.id):\(minutes)",
                text: text,
                spoken: visit.say("projects.hub.plusFor", ["step": title])
            )
        }
        bookLabel = visit.say("projects.hub.book", ["side": visit.say("projects.side.\(side.rawValue)")])
        isOpen = booking.isWrong
        (day, note) = (booking.dayField(visit), booking.noteField(visit))
    }
}

extension Route.ProjectPage {
    /// The page that a step of the process is done on; nil where there is none.
    init?(step: String) {
        let names = ["project": "people", "testing": "tests", "production": "runbook", "closing": "files"]
        self.init(rawValue: names[step] ?? step)
    }
}

extension StatusView {
    /// How far a step of the process is.
    init(_ state: ProcessStanding.State, _ visit: Visit) {
        let word = visit.say("projects.step.\(state.rawValue)")
        switch state {
        case .open: self.init("idle", .open, word)
        case .working: self.init("busy", .part, word)
        case .waiting: self.init("idle", .later, word)
        case .done: self.init("good", .done, word)
        }
    }
}
