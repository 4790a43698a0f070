import HTTPServer
import MailCore
import Store
import Texts

/// Asks for one side's login and tries it out: the source's page and the target's.
struct AccountPage {
    struct Model: ViewModel {
        var backHref: String
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var isSource: Bool
        var detection: DetectionView?
        var preset: PresetView?
        var service: ChoiceField?
        var server: TextField
        var security: ChoiceField
        var port: TextField
        var user: TextField
        var password: TextField
        var mechanism: ChoiceField
        var mechanismIsOpen: Bool
    }

    let side: Problem.Side

    private var page: Route.WizardPage { side == .source ? .source : .target }

    func get(_ visit: inout Visit) async throws -> Response {
        let session = try await visit.openSession()
        if side == .target, session.draft?.source == nil { return .seeOther(Route.newMigration(.source).path) }
        return try answer(filledIn(session.draft, visit), visit)
    }

    func post(_ form: Form, _ visit: inout Visit) async throws -> Response {
        let session = try await visit.openSession()
        if side == .target, session.draft?.source == nil { return .seeOther(Route.newMigration(.source).path) }
        let typed = AccountForm(form)
        if visit.isOutdated, !repeats(typed, session.draft, visit) {
            let complaints = Complaints.about("password", visit.say("field.passwordMissing"))
            return try outdated(typed, complaints, visit)
        }
        if let answer = try await fillIn(form, session, visit) { return answer }
        let endpoint: Endpoint
        let credential: Credential
        do {
            (endpoint, credential) = try read(typed, password: form["password"], visit)
        } catch {
            let kept = visit.say("error.kept")
            let summary = ErrorSummary(error, heading: visit.say("error.heading"), kept: kept)
            return try answer(typed, visit, summary: summary, complaints: error)
        }
        let subjects = LoginCheck.subjects(endpoint, visit.services.catalogue)
        try await visit.attempt(.loginCheck, by: subjects)
        let check = LoginCheck(side: side, endpoint: endpoint, credential: credential)
        switch try await check.run(in: session, visit) {
        case .success(let change):
            try await visit.store.succeeded(.loginCheck, by: [.visitor(visit.request.peer)] + subjects)
            _ = try await visit.store.updateDraft(of: try await visit.renewToken().id, change)
            return .seeOther(Route.newMigration(side == .source ? .target : .options).path)
        case .failure(let problem):
            let field = LoginCheck.field(for: problem)
            let summary = ErrorSummary(
                visit.words(for: problem),
                field: field,
                kept: visit.say("error.kept"),
                more: visit.voice.answer(to: problem)
            )
            let complaints = Complaints.about(field, visit.words(for: problem).next)
            return try answer(typed, visit, summary: summary, complaints: complaints)
        }
    }

    /// Whether it is the login that worked, sent a second time: the one form of before the renewal that may be acted on,
    /// because it leaves everything as it is.
    private func repeats(_ typed: AccountForm, _ draft: Draft?, _ visit: Visit) -> Bool {
        let account = side == .source ? draft?.source : draft?.target
        guard let account, let endpoint = try? typed.endpoint({ visit.say($0) }) else { return false }
        return endpoint == account.endpoint
    }

    private func outdated(_ typed: AccountForm, _ complaints: Complaints, _ visit: Visit) throws -> Response {
        let heading = visit.say("refusal.expired.title")
        let summary = ErrorSummary(complaints, heading: heading, kept: visit.say("error.kept"))
        return try answer(typed, visit, summary: summary, complaints: complaints)
    }

    private func read(
        _ typed: AccountForm,
        password: String,
        _ visit: Visit
    ) throws(Complaints) -> (Endpoint, Credential) {
        var complaints = Complaints()
        var endpoint: Endpoint?
        var credential: Credential?
        do { endpoint = try typed.endpoint { visit.say($0) } } catch { complaints = error }
        do { credential = try typed.credential(password) { visit.say($0) } } catch {
            for item in error.items { complaints.add(item.field, item.message) }
        }
        guard let endpoint, let credential else { throw complaints }
        return (endpoint, credential)
    }

    func answer(
        _ typed: AccountForm,
        _ visit: Visit,
        summary: ErrorSummary? = nil,
        complaints: Complaints = Complaints(),
        address: String? = nil
    ) throws -> Response {
        let fields = AccountFields(typed, side: side, complaints: complaints, visit)
        let model = Model(
            backHref: side == .source ? Route.home.path : Route.newMigration(.source).path,
            action: Route.newMigration(page).path,
            csrf: visit.csrf,
            summary: summary,
            isSource: side == .source,
            detection: side == .source ? DetectionView(visit, address: address, complaints: complaints) : nil,
            preset: side == .target ? PresetView(visit) : nil,
            service: fields.service,
            server: fields.server,
            security: fields.security,
            port: fields.port,
            user: fields.user,
            password: fields.password,
            mechanism: fields.mechanism,
            mechanismIsOpen: !typed.mechanism.isEmpty
        )
        return try visit.form(
            "migrations/new/\(page.rawValue)",
            model,
            title: [visit.say("\(page.rawValue).windowTitle"), visit.say("wizard.caption")],
            isWrong: summary != nil
        )
    }
}
