import HTTPServer
import MailCore
import Store
import Texts

/// Shows until when each side's credential is kept, deletes it, and takes it again.
enum CredentialsPage {
    struct Model: ViewModel {
        struct Side {
            var name: String
            var account: String
            var use: String
            var standing: LiveModel.Standing
            var isKept: Bool
            var deleteName: String
            var password: TextField
            var mechanism: ChoiceField
            var mechanismIsOpen: Bool
            var saveName: String
        }

        var backHref: String
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var route: FromTo
        var sides: [Side]
    }

    static func get(_ record: MigrationRecord, _ visit: Visit) throws -> Response {
        try answer(record, visit)
    }

    static func post(_ form: Form, _ record: MigrationRecord, _ visit: Visit) async throws -> Response {
        let here = Route.migration(record.id, .credentials).path
        if let side = Problem.Side(rawValue: form["delete"]) {
            try await visit.store.deleteCredential(side, of: record.id)
            try await visit.note("credential-deleted", record.id)
            return .seeOther(here)
        }
        guard let side = Problem.Side(rawValue: form["save"]) else { throw Refusal.notFound }
        return try await save(form, side, record, visit)
    }

    private static func save(
        _ form: Form,
        _ side: Problem.Side,
        _ record: MigrationRecord,
        _ visit: Visit
    ) async throws -> Response {
        let endpoint = side == .source ? record.source : record.target
        let field = "\(side.rawValue)-password"
        var typed = AccountForm(endpoint)
        typed.mechanism = form["\(side.rawValue)-mechanism"]
        let credential: Credential
        do { credential = try typed.credential(form[field]) { visit.say($0) } } catch {
            let message = error.items.first?.message ?? ""
            let complaints = Complaints.about(field, message)
            let summary = ErrorSummary(complaints, heading: visit.say("credentials.refused"), kept: nil)
            return try answer(record, visit, summary: summary, complaints: complaints, form: form)
        }
        let subjects = LoginCheck.subjects(endpoint, visit.services.catalogue)
        try await visit.attempt(.loginCheck, by: subjects)
        let check = LoginCheck(side: side, endpoint: endpoint, credential: credential)
        let login = try check.login(record.id, visit)
        let request: WorkRequest = side == .source ? .checkSource(login) : .checkTarget(login, source: nil)
        if case .problem(let problem) = try await visit.ask(request) {
            let words = visit.words(for: problem.on(side))
            let complaints = Complaints.about(field, words.next)
            let summary = ErrorSummary(words, field: field, kept: nil, more: visit.voice.answer(to: problem))
            return try answer(record, visit, summary: summary, complaints: complaints, form: form)
        }
        try await visit.store.succeeded(.loginCheck, by: [.visitor(visit.request.peer)] + subjects)
        let verifier = try await check.verifier(visit)
        try await visit.store.setCredential(login.credential, verifier: verifier, side, of: record.id)
        try await visit.note("credential-entered", record.id)
        return .seeOther(Route.migration(record.id, .live).path)
    }

    private static func answer(
        _ record: MigrationRecord,
        _ visit: Visit,
        summary: ErrorSummary? = nil,
        complaints: Complaints = Complaints(),
        form: Form = Form([])
    ) throws -> Response {
        let model = Model(
            backHref: Route.migration(record.id, .live).path,
            action: Route.migration(record.id, .credentials).path,
            csrf: visit.csrf,
            summary: summary,
            route: FromTo(record.source, record.target),
            sides: [
                side(.source, record, complaints, form, visit),
                side(.target, record, complaints, form, visit),
            ]
        )
        let title = [visit.say("credentials.windowTitle"), visit.say("live.windowTitle")]
        return try visit.form("migrations/credentials", model, title: title, isWrong: summary != nil)
    }

    private static func side(
        _ side: Problem.Side,
        _ record: MigrationRecord,
        _ complaints: Complaints,
        _ form: Form,
        _ visit: Visit
    ) -> Model.Side {
        let endpoint = side == .source ? record.source : record.target
        let status = side == .source ? record.sourceCredential : record.targetCredential
        let word: String
        switch status {
        case .kept(let until?): word = visit.voice.say("live.credentialUntil", at: "until", until)
        case .kept(nil): word = visit.say(record.credentialKey(at: visit.now))
        case .absent: word = visit.say("live.credentialGone")
        }
        let isKept = status != .absent
        let icon: Icon = isKept ? .lock : .done
        let mechanism = "\(side.rawValue)-mechanism"
        return Model.Side(
            name: visit.say("side.\(side.rawValue)"),
            account: "\(endpoint.user), \(endpoint.host)",
            use: visit.say("credentials.\(side.rawValue)Use"),
            standing: LiveModel.Standing(tone: isKept ? "idle" : "good", icon: icon.rawValue, word: word),
            isKept: isKept,
            deleteName: side.rawValue,
            password: TextField.password(
                "\(side.rawValue)-password",
                label: visit.say("field.password"),
                hint: visit.say("credentials.enterHint")
            ).with(complaints),
            mechanism: AccountFields.mechanism(mechanism, chosen: form[mechanism], visit),
            mechanismIsOpen: !form[mechanism].isEmpty,
            saveName: side.rawValue
        )
    }
}
