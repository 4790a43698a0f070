import HTTPServer
import MailCore
import Store

/// Finds a migration again by its ID and the source's login; wrong entries cannot be told from unknown IDs.
enum TrackPage {
    struct Model: ViewModel {
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var id: TextField
        var user: TextField
        var password: TextField
    }

    static func get(_ visit: inout Visit) async throws -> Response {
        _ = try await visit.openSession()
        return try answer(id: "", user: "", visit)
    }

    static func post(_ form: Form, _ visit: inout Visit) async throws -> Response {
        _ = try await visit.openSession()
        let (typed, user) = (form["id"].trimmingWhitespace, form["user"].trimmingWhitespace)
        var complaints = Complaints()
        if typed.isEmpty { complaints.add("id", visit.say("track.idMissing")) }
        if user.isEmpty { complaints.add("user", visit.say("track.userMissing")) }
        if form["password"].isEmpty || visit.isOutdated {
            complaints.add("password", visit.say("track.passwordMissing"))
        }
        guard complaints.isEmpty else {
            let heading = visit.isOutdated ? "refusal.expired.title" : "error.heading"
            return try answer(id: typed, user: user, visit, heading: heading, complaints: complaints)
        }
        // However it is spelt, it is the same ID that is tried out.
        let subjects = [LimitSubject.account(MigrationID(typed: typed)?.rawValue ?? typed)]
        try await visit.attempt(.tracking, by: subjects)
        let begun = visit.services.clock.now()
        let entries = TrackEntries(id: typed, user: user, password: Redacted(form["password"]))
        guard let id = try await entries.migration(visit) else {
            // Whatever was compared took its own time: that of a wrong answer is the same.
            let due = begun + visit.site.configuration.trackingSeconds
            await visit.services.clock.sleep(max(0, due - visit.services.clock.now()))
            let complaints = Complaints.about("id", visit.say("track.wrong"))
            return try answer(id: typed, user: user, visit, heading: "track.heading", complaints: complaints)
        }
        try await visit.store.succeeded(.tracking, by: [.visitor(visit.request.peer)] + subjects)
        try await visit.store.grant(.track, on: id, to: try await visit.renewToken().id)
        try await visit.note("unlocked", id)
        return .seeOther(Route.migration(id, .live).path)
    }

    private static func answer(
        id: String,
        user: String,
        _ visit: Visit,
        heading: String = "",
        complaints: Complaints = Complaints()
    ) throws -> Response {
        let model = Model(
            action: Route.track.path,
            csrf: visit.csrf,
            summary: complaints.isEmpty
                ? nil : ErrorSummary(complaints, heading: visit.say(heading), kept: visit.say("error.kept")),
            id: TextField("id", label: visit.say("track.id"), hint: visit.say("track.idHint"), value: id)
                .with(complaints),
            user: TextField(
                "user",
                label: visit.say("track.user"),
                hint: visit.say("track.userHint"),
                value: user,
                autocomplete: "username",
                inputMode: "email"
            ).with(complaints),
            password: TextField.password(
                "password",
                label: visit.say("track.password"),
                hint: visit.say("track.passwordHint")
            ).with(complaints)
        )
        return try visit.form("track", model, title: [visit.say("track.windowTitle")], isWrong: !complaints.isEmpty)
    }
}
