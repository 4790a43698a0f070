import HTTPServer
import MailCore
import Store

/// Confirms the start: what to keep, and what happens now; works again from a bookmark.
enum StartedPage {
    struct Model: ViewModel {
        var route: FromTo
        var id: String
        var code: String?
        var liveHref: String
    }

    static func get(_ record: MigrationRecord, _ visit: Visit) throws -> Response {
        let isOwner = visit.session?.may(.owner, record.id) == true
        let model = Model(
            route: FromTo(record.source, record.target),
            id: record.id.rawValue,
            code: isOwner ? visit.services.recoveryCode(record.id).exposed : nil,
            liveHref: Route.migration(record.id, .live).path
        )
        let title = [visit.say("started.windowTitle"), visit.say("live.windowTitle")]
        return try visit.page("migrations/started", model, title: title)
    }
}
