import HTTPServer
import MailCore
import Store
import Texts

/// Shows everything on one page, asks about what will not go as it is, and starts the migration.
enum CheckPage {
    struct Model: ViewModel {
        var backHref: String
        var action: String
        var csrf: String
        var migration: String
        var summary: ErrorSummary?
        var lead: String
        var route: FromTo
        var findings: [Finding]
        var facts: [Fact]
        var notify: TextField?
        var canStart: Bool
        var start: StartFields
        var consent: ConsentField
        var startHint: String
    }

    struct WaitingModel: ViewModel {
        var backHref: String
        var action: String
        var csrf: String
        var title: String
        var lead: String
        var route: FromTo
        var notice: Notice?
        var refreshHref: String
        var againLabel: String?
    }

    /// Asks the worker what a run with those options would do; the answer is waited for on the page itself.
    static func look(_ options: Options, in session: Session, _ visit: Visit) async throws {
        guard let draft = session.draft, let source = draft.login(.source), let target = draft.login(.target) else {
            throw Refusal.expired
        }
        try await visit.attempt(.look, by: [])
        let request = try await visit.store.submit(.preview(source: source, target: target, options))
        _ = try await visit.store.updateDraft(of: session.id) { draft in
            draft.forgetPreview()
            draft.options = options
            draft.pending = request
            draft.pendingPage = Route.WizardPage.check.rawValue
        }
    }

    static func get(_ visit: inout Visit) async throws -> Response {
        let session = try await visit.openSession()
        guard var draft = session.draft, draft.isComplete else {
            return .seeOther(Route.newMigration(.options).path)
        }
        if draft.preview == nil {
            guard let pending = draft.pending else { return .seeOther(Route.newMigration(.options).path) }
            let patience = min(visit.site.configuration.patience, 20)
            switch try await visit.store.answer(to: pending, within: patience) {
            case .underWay: return try waiting(draft, nil, visit)
            case .unknown: return .seeOther(Route.newMigration(.options).path)
            case .answered(.problem(let problem)): return try waiting(draft, problem, visit)
            case .answered(.preview(let preview)):
                draft = try await visit.store.updateDraft(of: session.id) { $0.preview = preview }
            case .answered: throw Refusal.failure
            }
        }
        return try answer(draft, Typed(choices: draft.choices, start: StartForm(nil, now: visit.now)), visit)
    }

    static func post(_ form: Form, _ visit: inout Visit) async throws -> Response {
        let session = try await visit.openSession()
        if let id = MigrationID(rawValue: form["migration"]), session.may(.owner, id) {
            return .seeOther(Route.migration(id, .started).path)
        }
        guard let draft = session.draft, draft.isComplete else { throw Refusal.expired }
        if form["action"] == "again" {
            try await look(draft.options, in: session, visit)
            return .seeOther(Route.newMigration(.check).path)
        }
        guard let preview = draft.preview else { return .seeOther(Route.newMigration(.check).path) }
        var choices: [String: String] = [:]
        let classes = FindingClass.of(preview)
        for finding in classes { choices[finding.rawValue] = form.first(finding.rawValue) }
        if let detour = classes.lazy.compactMap({ $0.detour(choices[$0.rawValue]) }).first {
            return .seeOther(Route.newMigration(detour).path)
        }
        let typed = Typed(
            choices: choices,
            start: StartForm(form),
            hasConsented: Consent(visit).isGiven(form),
            notify: form["notify"]
        )
        var complaints = Complaints()
        for finding in classes where !finding.isDecided(choices[finding.rawValue]) {
            complaints.add(finding.rawValue, visit.say("check.\(finding.rawValue)Ask"))
        }
        var schedule: Schedule?
        do { schedule = try typed.start.schedule(now: visit.now, planned: visit.now, visit.voice) } catch {
            for item in error.items { complaints.add(item.field, item.message) }
        }
        if !typed.hasConsented { complaints.add(Consent.field, visit.say("consent.missing")) }
        var address: MailAddress?
        do {
            address = visit.site.configuration.sendsMail ? try NotificationField.address(typed.notify, visit) : nil
            if complaints.isEmpty, let address { try await NotificationField.attempt(address, visit) }
        } catch let wrong as Complaints {
            for item in wrong.items { complaints.add(item.field, item.message) }
        }
        guard complaints.isEmpty else { return try answer(draft, typed, visit, complaints: complaints) }
        return try await start(session, preview, choices, schedule, address, visit)
    }

    /// What was entered on this page.
    private struct Typed {
        var choices: [String: String]
        var start: StartForm
        var hasConsented = false
        var notify = ""
    }

    private static func start(
        _ session: Session,
        _ preview: Preview,
        _ choices: [String: String],
        _ schedule: Schedule?,
        _ address: MailAddress?,
        _ visit: Visit
    ) async throws -> Response {
        let subjects = session.draft?.target.map { LoginCheck.subjects($0.endpoint, visit.services.catalogue) }
        try await visit.attempt(.start, by: subjects ?? [])
        let draft = try await visit.store.updateDraft(of: session.id) { draft in
            draft.choices = choices
            draft.options.maxSize =
                choices[FindingClass.tooLarge.rawValue] == "skip" ? preview.maxItemBytes : draft.options.maxSize
        }
        let code = visit.services.recoveryCode(draft.migrationID).exposed
        guard let digest = visit.services.recoveryDigest(code),
            let order = StartOrder(
                draft: draft,
                language: visit.language.rawValue,
                recoveryDigest: digest,
                owner: session.id,
                schedule: schedule
            )
        else { throw Refusal.expired }
        try await Consent(visit).note(draft.migrationID)
        let result = try await visit.store.start(order)
        if let address, result == .started {
            try await visit.store.subscribe(address, language: visit.language.rawValue, to: draft.migrationID)
        }
        try await visit.store.discardDraft(of: session.id)
        try await visit.note("started", draft.migrationID)
        return .seeOther(Route.migration(draft.migrationID, .started).path)
    }

    private static func answer(
        _ draft: Draft,
        _ typed: Typed,
        _ visit: Visit,
        complaints: Complaints = Complaints()
    ) throws -> Response {
        guard let source = draft.source, let target = draft.target, let preview = draft.preview else {
            throw Refusal.expired
        }
        let summary = CheckSummary(draft: draft, preview: preview, visit: visit)
        let model = Model(
            backHref: Route.newMigration(.options).path,
            action: Route.newMigration(.check).path,
            csrf: visit.csrf,
            migration: draft.migrationID.rawValue,
            summary: visit.summary(complaints, heading: "check.heading"),
            lead: summary.lead,
            route: FromTo(source.endpoint, target.endpoint),
            findings: FindingClass.of(preview).map {
                Finding($0, preview, chosen: typed.choices[$0.rawValue], complaint: complaints[$0.rawValue], visit)
            },
            facts: summary.facts,
            notify: visit.site.configuration.sendsMail
                ? NotificationField.field(typed.notify, visit).with(complaints) : nil,
            canStart: !preview.folders.isEmpty,
            start: StartFields(typed.start, asks: true, complaints, visit),
            consent: Consent(visit).input(isTicked: typed.hasConsented, complaints),
            startHint: visit.say("check.startHint", ["hours": String(visit.site.configuration.undoHours)])
        )
        let title = [visit.say("check.windowTitle"), visit.say("wizard.caption")]
        return try visit.form("migrations/new/check", model, title: title, isWrong: !complaints.isEmpty)
    }

    private static func waiting(_ draft: Draft, _ problem: Problem?, _ visit: Visit) throws -> Response {
        guard let source = draft.source, let target = draft.target else { throw Refusal.expired }
        let key = problem == nil ? "waiting" : "problem"
        let model = WaitingModel(
            backHref: Route.newMigration(.options).path,
            action: Route.newMigration(.check).path,
            csrf: visit.csrf,
            title: visit.say("check.\(key)Title"),
            lead: visit.say("check.waitingLead"),
            route: FromTo(source.endpoint, target.endpoint),
            notice: problem.map { Notice($0, visit.voice, tone: "bad", icon: .bad) },
            refreshHref: Route.newMigration(.check).path,
            againLabel: problem == nil ? nil : visit.say("check.again")
        )
        return try visit.page("waiting", model, title: [model.title, visit.say("wizard.caption")], scripts: [.once])
    }
}

extension Draft {
    /// A side's login, as the worker takes it.
    func login(_ side: Problem.Side) -> WorkRequest.Login? {
        guard let account = side == .source ? source : target, let credential = account.credential else { return nil }
        return WorkRequest.Login(migration: migrationID, endpoint: account.endpoint, credential: credential)
    }
}

extension Visit {
    /// Adds a line to the audit trail.
    func note(_ event: String, _ migration: MigrationID) async throws {
        try await store.note(event, migration, by: "visitor \(request.peer)", [:])
    }
}
