import HTTPServer
import MailCore
import Store
import Texts

/// Shows a migration while it runs and after.
enum LivePage {
    struct Model: ViewModel {
        var eventsHref: String
        var fragment: String
    }

    private static let spoken = "language"

    static func get(_ record: MigrationRecord, _ visit: Visit) throws -> Response {
        let view = LiveView(
            record: record,
            voice: visit.voice,
            configuration: visit.site.configuration,
            now: visit.now
        ).model
        let model = Model(
            eventsHref: "\(Route.migration(record.id, .events).path)?\(spoken)=\(visit.language.rawValue)",
            fragment: try visit.fragment("migrations/live-fragment", view)
        )
        let title = [view.windowTitle, visit.say("live.windowTitle")]
        return try visit.page(
            "migrations/live",
            model,
            title: title,
            scripts: [.live],
            icons: Icon.statuses,
            answers: answers(record, now: visit.now)
        )
    }

    /// Before it begins one asks other things than while it runs, and after it what one asks about the receipt.
    private static func answers(_ record: MigrationRecord, now: Int64) -> AnswerPage {
        if record.waits(until: now) { return .schedule }
        return record.projection.state.isUnfinished ? .live : .receipt
    }

    /// Says the changes in the language of the page that asks: another window may have changed the visitor's since.
    static func events(_ record: MigrationRecord, _ visit: Visit) async throws -> Response {
        let language = Language(rawValue: visit.request.query[spoken]) ?? visit.language
        guard let stream = try await visit.site.hub.stream(record.id, language) else { throw Refusal.notFound }
        return .events(stream)
    }
}
