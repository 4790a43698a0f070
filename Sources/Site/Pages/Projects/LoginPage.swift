import HTTPServer
import MailCore
import Store

/// Logs a consultant in; what was wrong of name, password and code is not told.
enum LoginPage {
    struct Model: ViewModel {
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var name: TextField
        var password: TextField
        var code: TextField
        var enterHref: String
    }

    static func get(_ visit: inout Visit) async throws -> Response {
        if try await visit.consultant() != nil { return .seeOther(Route.consultant(.desk).path) }
        _ = try await visit.openSession()
        return try answer("", visit)
    }

    static func post(_ form: Form, _ visit: inout Visit) async throws -> Response {
        let typed = form["user"].trimmingWhitespace
        var complaints = Complaints()
        if typed.isEmpty { complaints.add("user", visit.say("projects.login.userMissing")) }
        if form["password"].isEmpty || visit.isOutdated {
            complaints.add("password", visit.say("projects.login.passwordMissing"))
        }
        guard complaints.isEmpty else { return try answer(typed, visit, complaints) }
        let subjects = [LimitSubject.account("consultant \(typed.lowercased())")]
        try await visit.attempt(.consultant, by: subjects)
        guard let consultant = try await consultant(typed, form, visit) else {
            return try answer(typed, visit, .about("user", visit.say("projects.login.wrong")))
        }
        try await visit.store.succeeded(.consultant, by: [.visitor(visit.request.peer)] + subjects)
        let session = try await visit.renewToken()
        try await visit.store.logIn(session.id, as: consultant.id)
        return .seeOther(Route.consultant(.desk).path)
    }

    /// Whose login it is; of an unknown name the same is computed as of a wrong password.
    private static func consultant(_ login: String, _ form: Form, _ visit: Visit) async throws -> Consultant? {
        let consultant = try await visit.store.consultant(login: login)
        let isRight = try await visit.services.verify(Redacted(form["password"]), consultant?.verifier)
        guard isRight, let consultant else { return nil }
        guard let secret = consultant.totp else { return consultant }
        let code = form["code"].filter { !$0.isWhitespace }
        guard let step = visit.services.codeStep(code, secret, consultant.login) else { return nil }
        return try await visit.store.takeCode(step: step, of: consultant.id) ? consultant : nil
    }

    private static func answer(
        _ typed: String,
        _ visit: Visit,
        _ complaints: Complaints = Complaints()
    ) throws -> Response {
        let model = Model(
            action: Route.consultant(.login).path,
            csrf: visit.csrf,
            summary: visit.summary(complaints, heading: "projects.login.heading", kept: nil),
            name: TextField(
                "user",
                label: visit.say("projects.login.user"),
                value: typed,
                autocomplete: "username"
            ).with(complaints),
            password: TextField.password("password", label: visit.say("projects.login.password"), hint: nil)
                .with(complaints),
            code: TextField(
                "code",
                label: visit.say("projects.login.code"),
                hint: visit.say("projects.login.codeHint"),
                autocomplete: "one-time-code",
                inputMode: "numeric"
            ),
            enterHref: Route.projects(.enter).path
        )
        let title = [visit.say("projects.login.windowTitle")]
        return try visit.form("projects/login", model, title: title, isWrong: !complaints.isEmpty)
    }
}
