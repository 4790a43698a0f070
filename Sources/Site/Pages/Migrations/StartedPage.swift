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
        var id: String
        var code: String?
        var liveHref: String
        var saveHref: String
        /// What happens now; nil where nothing does any more.
        var next: Next?

        struct Next: ViewModel {
            var changeHref: String?
            var mails: String
            var mailsHref: String?
            var mailsLink: String
        }
    }

    static func get(_ record: MigrationRecord, _ visit: Visit) throws -> Response {
        let here = Route.migration(record.id, .started).path
        let isOwner = visit.session?.may(.owner, record.id) == true
        let standing = Standing(record, visit)
        let model = Model(
            state: standing.state,
            title: standing.title,
            lead: standing.lead,
            route: FromTo(record.source, record.target),
            id: record.id.rawValue,
            code: isOwner ? visit.services.recoveryCode(record.id).exposed : nil,
            liveHref: Route.migration(record.id, .live).path,
            saveHref: "\(here)?save=yes",
            next: record.projection.state.isUnfinished ? next(record, visit, isWaiting: standing.isWaiting) : nil
        )
        if visit.request.query.contains("save") { return file(model, visit) }
        let title = [standing.windowTitle, visit.say("live.windowTitle")]
        return try visit.page("migrations/started", model, title: title)
    }

    private static func next(_ record: MigrationRecord, _ visit: Visit, isWaiting: Bool) -> Model.Next {
        Model.Next(
            changeHref: isWaiting ? Route.migration(record.id, .schedule).path : nil,
            mails: mails(record, visit),
            mailsHref: visit.site.configuration.sendsMail ? Route.migration(record.id, .notifications).path : nil,
            mailsLink: visit.say(record.mails == nil ? "live.mailsEnter" : "live.mailsChange")
        )
    }

    /// What the page says first: that it has begun, or when it will; from a bookmark, how it stands by then.
    private struct Standing {
        var state: LiveModel.Standing
        var title: String
        var lead: String
        var windowTitle: String
        var isWaiting: Bool

        init(_ record: MigrationRecord, _ visit: Visit) {
            isWaiting = record.waits(until: visit.now) && record.projection.state == .queued
            switch record.projection.state {
            case .queued, .discovering, .copying, .verifying:
                let key = isWaiting ? "started.later" : "started"
                let when = record.schedule.map { ["when": visit.voice.moment($0)] } ?? [:]
                let (tone, icon) = isWaiting ? ("idle", Icon.later) : ("good", Icon.done)
                state = LiveModel.Standing(tone: tone, icon: icon.rawValue, word: visit.say("\(key).state"))
                (title, lead) = (visit.say("\(key).title", when), visit.say("\(key).lead"))
                windowTitle = visit.say(isWaiting ? "started.later.state" : "started.windowTitle")
            case .paused, .stopped, .cancelled, .failed, .finished, .finishedWithFailures, .closed, .undoing, .undone:
                let pace = Pace(record.projection, now: visit.now)
                let headline = Headline(record, visit.voice, pace: pace, now: visit.now)
                state = LiveModel.Standing(tone: headline.tone, icon: headline.icon.rawValue, word: headline.word)
                (title, lead) = (headline.title, headline.lead)
                windowTitle = "\(headline.word): \(visit.say("started.id"))"
            }
        }
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
