import HTTPServer
import MailCore
import Store

/// Says exactly what an action will do, and does it: one page for all that need no more than a button.
struct ConfirmPage {
    struct Model: ViewModel {
        var backHref: String
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var title: String
        var lead: String
        var route: FromTo
        var points: [String]
        var proof: TextField?
        var button: String
        var isDanger: Bool
        var keepHref: String
        var stopHref: String?
    }

    let page: Route.MigrationPage

    init(_ page: Route.MigrationPage) { self.page = page }

    /// Deleting needs a proof of ownership; closing, deleting and stopping get the warning button.
    private var needsProof: Bool { page == .delete }
    private var isDanger: Bool { page == .delete || page == .cancel || page == .stop }

    func get(_ record: MigrationRecord, _ visit: Visit) throws -> Response {
        try answer(record, visit, complaints: Complaints())
    }

    func post(_ form: Form, _ record: MigrationRecord, _ visit: Visit) async throws -> Response {
        if needsProof, let complaints = try await Proof.complaint(form, for: record.id, visit) {
            return try answer(record, visit, complaints: complaints)
        }
        if page == .startNow {
            if try await visit.store.reschedule(record.id, to: nil) { try await visit.note(page.rawValue, record.id) }
        } else {
            guard let action = action(record.projection.state) else { throw Refusal.notFound }
            // The trail comes first: deleting takes the visitor's address out of it.
            try await visit.note(page.rawValue, record.id)
            try await visit.store.order(action, for: record.id)
        }
        return .seeOther(page == .delete ? Route.home.path : Route.migration(record.id, .live).path)
    }

    private func action(_ state: State) -> Action? {
        switch page {
        case .pass: .pass
        case .retry: .retry
        case .resume: state.isPaused ? .wake : .resume
        case .verify: .verify
        case .cancel: .cancel
        case .stop: .stop
        case .extend: .extend
        case .close: .close
        case .delete: .delete
        default: nil
        }
    }

    /// The names of the points: where the last kind is at work, «Abbrechen» stops nothing, and the page says so first.
    private func points(_ record: MigrationRecord, now: Int64) -> [String] {
        if page == .cancel, record.waits(until: now) { return ["waitingFirst", "waitingSecond"] }
        guard page == .cancel, case .copying(let kind) = record.projection.state.underneath,
            kind == record.options.kinds.max()
        else { return ["first", "second", "third"] }
        return ["last", "second"]
    }

    private func answer(
        _ record: MigrationRecord,
        _ visit: Visit,
        complaints: Complaints
    ) throws -> Response {
        let key = "confirm.\(page.rawValue)"
        let isWaiting = page == .cancel && record.waits(until: visit.now)
        let live = Route.migration(record.id, .live).path
        let arguments = [
            "failed": String(record.projection.totals.failed),
            "until": String(record.projection.undoUntil ?? visit.now),
            "kind": record.options.kinds.max()?.rawValue ?? "",
        ]
        let model = Model(
            backHref: live,
            action: Route.migration(record.id, page).path,
            csrf: visit.csrf,
            summary: visit.summary(complaints, heading: "proof.summary", kept: nil),
            title: visit.say("\(key).title"),
            lead: visit.say(isWaiting ? "\(key).waitingLead" : "\(key).lead", arguments),
            route: FromTo(record.source, record.target),
            points: points(record, now: visit.now).map { "\(key).\($0)" }.filter(visit.voice.has).map {
                visit.say($0, arguments)
            },
            proof: needsProof ? Proof.input(complaints, visit) : nil,
            button: visit.say("\(key).button"),
            isDanger: isDanger,
            keepHref: live,
            stopHref: page == .cancel && !isWaiting ? Route.migration(record.id, .stop).path : nil
        )
        let title = [model.title, visit.say("live.windowTitle")]
        return try visit.form("migrations/confirm", model, title: title, isWrong: !complaints.isEmpty)
    }
}
