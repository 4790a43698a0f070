import HTTPServer
import MailCore
import Store

/// Confirms the start: what to keep, and what happens now; works again from a bookmark.
enum StartedPage {
    struct Model: ViewModel {
        var state: LiveModel.Standing
        var title: String
        var lead: String
        var route: FromTo
        var changeHref: String?
        var id: String
        var code: String?
        var liveHref: String
        var saveHref: String
        var mails: String
        var mailsHref: String?
        var mailsLink: String
    }

    static func get(_ record: MigrationRecord, _ visit: Visit) throws -> Response {
        let here = Route.migration(record.id, .started).path
        let isOwner = visit.session?.may(.owner, record.id) == true
        let waiting = record.waits(until: visit.now) ? record.schedule : nil
        let key = waiting == nil ? "started" : "started.later"
        let when = waiting.map { ["when": visit.voice.moment($0)] } ?? [:]
        let model = Model(
            state: waiting == nil
                ? LiveModel.Standing(tone: "good", icon: Icon.done.rawValue, word: visit.say("\(key).state"))
                : LiveModel.Standing(tone: "idle", icon: Icon.later.rawValue, word: visit.say("\(key).state")),
            title: visit.say("\(key).title", when),
            lead: visit.say("\(key).lead"),
            route: FromTo(record.source, record.target),
            changeHref: waiting == nil ? nil : Route.migration(record.id, .schedule).path,
            id: record.id.rawValue,
            code: isOwner ? visit.services.recoveryCode(record.id).exposed : nil,
            liveHref: Route.migration(record.id, .live).path,
            saveHref: "\(here)?save=yes",
            mails: mails(record, visit),
            mailsHref: visit.site.configuration.sendsMail ? Route.migration(record.id, .notifications).path : nil,
            mailsLink: visit.say(record.mails == nil ? "live.mailsEnter" : "live.mailsChange")
        )
        if visit.request.query.contains("save") { return file(model, visit) }
        let name = visit.say(waiting == nil ? "started.windowTitle" : "started.later.state")
        let title = [name, visit.say("live.windowTitle")]
        return try visit.page("migrations/started", model, title: title)
    }

    /// Whether somebody will be told by mail.
    private static func mails(_ record: MigrationRecord, _ visit: Visit) -> String {
        guard visit.site.configuration.sendsMail else { return visit.say("started.mailsOff") }
        let address = ["address": record.mails?.address ?? ""]
        switch record.mails?.standing {
        case .confirmed: return visit.say("started.mailsOn", address)
        case .unconfirmed: return visit.say("started.mailsAsked", address)
        case .stopped, nil: return visit.say("started.mailsNone")
        }
    }

    /// What is to be kept, as a text file.
    private static func file(_ model: Model, _ visit: Visit) -> Response {
        var lines = ["Umzug", "", "\(visit.say("started.id")): \(model.id)"]
        if let code = model.code { lines.append("\(visit.say("started.code")): \(code)") }
        lines += ["\(model.route.sourceUser) → \(model.route.targetUser)", ""]
        var response = Response.text(lines.joined(separator: "\r\n"))
        response.headers["Content-Disposition"] = "attachment; filename=\"umzug-\(model.id).txt\""
        return response
    }
}
