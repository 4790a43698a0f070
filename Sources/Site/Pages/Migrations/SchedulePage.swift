import HTTPServer
import MailCore
import Store
import Texts

/// Moves the time at which a migration is to begin.
enum SchedulePage {
    struct Model: ViewModel {
        var backHref: String
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var lead: String
        var route: FromTo
        var start: StartFields
        var keepHref: String
    }

    static func get(_ record: MigrationRecord, _ visit: Visit) throws -> Response {
        try answer(StartForm(record.schedule, now: visit.now), record, visit)
    }

    static func post(_ form: Form, _ record: MigrationRecord, _ visit: Visit) async throws -> Response {
        let typed = StartForm(form, isLater: true)
        let schedule: Schedule?
        do { schedule = try typed.schedule(now: visit.now, planned: record.created, visit.voice) } catch {
            return try answer(typed, record, visit, complaints: error)
        }
        // Where it has begun in the meantime, the live page shows that.
        if try await visit.store.reschedule(record.id, to: schedule) { try await visit.note("rescheduled", record.id) }
        return .seeOther(Route.migration(record.id, .live).path)
    }

    private static func answer(
        _ typed: StartForm,
        _ record: MigrationRecord,
        _ visit: Visit,
        complaints: Complaints = Complaints()
    ) throws -> Response {
        let live = Route.migration(record.id, .live).path
        let when = record.schedule.map { ["when": visit.voice.moment($0)] } ?? [:]
        let summary = ErrorSummary(complaints, heading: visit.say("error.heading"), kept: visit.say("error.keptAll"))
        let model = Model(
            backHref: live,
            action: Route.migration(record.id, .schedule).path,
            csrf: visit.csrf,
            summary: complaints.isEmpty ? nil : summary,
            lead: visit.say("start.changeLead", when),
            route: FromTo(record.source, record.target),
            start: StartFields(typed, asks: false, complaints, visit),
            keepHref: live
        )
        let title = [visit.say("start.changeTitle"), visit.say("live.windowTitle")]
        return try visit.form("migrations/schedule", model, title: title, isWrong: !complaints.isEmpty)
    }
}
