import HTTPServer
import MailCore
import Store
import Texts

/// One request on its way to an answer: who asks, in which language, for which page.
struct Visit: Sendable {
    /// The session's cookie; over TLS by a name that only this very host can have set (RFC 6265bis §4.1.3.2): a session
    /// that somebody else planted would gain rights with its owner.
    static func sessionCookie(secure: Bool) -> String { secure ? "__Host-session" : "session" }
    static let languageCookie = "lang"

    let request: Request
    let site: Site
    let voice: Voice
    var route: Route
    var session: Session?
    /// Whether the form is one of before the session was renewed.
    var isOutdated = false
    var cookies: [Cookie] = []

    init(_ request: Request, site: Site) {
        self.request = request
        self.site = site
        route = .home
        let language =
            Language(rawValue: request.cookies[Visit.languageCookie] ?? "")
            ?? Language(acceptLanguage: request.headers["Accept-Language"] ?? "") ?? .de
        voice = Voice(
            texts: site.texts,
            answers: site.answers,
            formats: Formats(language, zone: site.configuration.zone)
        )
    }

    var store: any ControlStore { site.store }
    var services: Services { site.services }
    var formats: Formats { voice.formats }
    var language: Language { voice.language }
    var now: Int64 { Int64(services.clock.now()) }

    /// The sentence in the visitor's language.
    func say(_ key: String, _ arguments: [String: String] = [:]) -> String { voice.say(key, arguments) }

    /// The same, with arguments that may be missing.
    func say(_ key: String, _ arguments: [String: String?]) -> String { voice.say(key, arguments) }

    /// The name of a kind.
    func name(of kind: Kind) -> String { voice.name(of: kind) }

    /// The problem in words.
    func words(for problem: Problem) -> ProblemText { voice.words(for: problem) }

    /// The visitor's session, opened where there is none yet.
    mutating func openSession() async throws -> Session {
        if let session { return session }
        try await attempt(.session, by: [])
        let issued = try await store.openSession(language: language.rawValue)
        take(issued)
        return issued.session
    }

    /// Goes on in a copy of the session with another token, which is to gain a right: whoever planted the one before does
    /// not get it (session fixation).
    mutating func renewToken() async throws -> Session {
        guard let session, let issued = try await store.renewToken(of: session) else { throw Refusal.expired }
        take(issued)
        return issued.session
    }

    private mutating func take(_ issued: IssuedSession) {
        session = issued.session
        let name = Visit.sessionCookie(secure: request.isSecure)
        cookies.removeAll { $0.name == name }
        cookies.append(Cookie(name, issued.token.exposed, maxAge: 30 * 24 * 3600))
    }

    /// What of the query stays in another language: a search is the same search, a link in a mail the same link.
    var keptQuery: [(String, String)] {
        switch route {
        case .faq: request.query.first("q").map { [("q", $0)] } ?? []
        case .phone: request.query.first(PhonePage.key).map { [(PhonePage.key, $0)] } ?? []
        case .notification, .projects(.join), .projects(.dns): linkToken.isEmpty ? [] : [("token", linkToken)]
        default: []
        }
    }

    /// The answer to `?lang=…`: remembers the language and shows the same page without the query.
    func languageSwitch() -> Response? {
        guard request.method == .get, let language = Language(rawValue: request.query["lang"]) else { return nil }
        let cookie = Cookie(Visit.languageCookie, language.rawValue, maxAge: 365 * 24 * 3600)
        // The route's own spelling: "//host/…" would lead away.
        let query = keptQuery.isEmpty ? "" : "?\(Form(keptQuery).urlEncoded)"
        return .seeOther(route.path + query, cookies: [cookie])
    }

    /// The form that was sent, provided that it is one of this session's own.
    ///
    /// A page with a login is also read when its form carries the token of before the session was renewed: by the way back
    /// in the browser, from a second window. It must not change anything, but what was typed is not lost.
    mutating func authenticForm() async throws -> Form {
        if case .answer = route { return try await Reader.form(self) }
        guard let session else { throw Refusal.foreignForm }
        let room = FormRoom(for: route, session)
        let form = try await request.form(limit: room.bytes, maxFields: room.fields, takesText: room.takesText)
        if session.accepts(csrfToken: form["csrf"]) { return form }
        isOutdated = route.asksForLogin && store.isFormer(csrfToken: form["csrf"], of: session)
        guard isOutdated else { throw Refusal.foreignForm }
        return form
    }

    /// Refuses where the limit says so.
    func attempt(_ limit: Limit, by subjects: [LimitSubject]) async throws {
        let verdict = try await store.attempt(limit, by: [.visitor(request.peer)] + subjects)
        if case .wait(let seconds) = verdict { throw Refusal.tooMany(seconds: seconds) }
    }
}
