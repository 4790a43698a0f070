import HTTPServer
import MailCore
import Store

/// A consultant's own account: the name that customers read, mails, and codes of an app at each login.
enum OwnAccountPage {
    struct Model: ViewModel {
        var backHref: String
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var lead: String
        var name: TextField
        var address: String?
        var isSilent: Bool
        var canHaveCodes: Bool
        var hasCodes: Bool
        var offer: CodeOffer?
        var code: TextField
        var password: TextField
    }

    /// A secret that an app may take up: counts once a code of it was typed.
    struct CodeOffer {
        var sealed: String
        var secret: String
        var label: String
        var viewBox: String
        var path: String
    }

    static func get(_ consultant: Consultant, _ visit: Visit) throws -> Response {
        try answer(consultant, visit)
    }

    static func post(_ form: Form, _ consultant: Consultant, _ visit: inout Visit) async throws -> Response {
        switch form["action"] {
        case "name":
            try await visit.store.setName(form["name"].trimmingWhitespace, of: consultant.id)
        case "mails":
            try await visit.store.setSilent(!consultant.isSilent, consultant.id)
        case "codes":
            let sealed = consultant.totp ?? SealedCodeSecret(rawValue: form["sealed"])
            let complaints = try await prove(form, sealed, consultant, visit)
            guard complaints.isEmpty else { return try answer(consultant, visit, form, complaints) }
            try await change(to: consultant.needsCode ? nil : sealed, form, consultant, &visit)
        default: throw Refusal.notFound
        }
        return .seeOther(Route.consultant(.account).path)
    }

    /// What is wrong with password and code; both are asked for again, because a browser may have been left alone.
    private static func prove(
        _ form: Form,
        _ sealed: SealedCodeSecret,
        _ consultant: Consultant,
        _ visit: Visit
    ) async throws -> Complaints {
        let subjects = [LimitSubject.account("consultant \(consultant.login)")]
        try await visit.attempt(.consultant, by: subjects)
        guard try await visit.services.verify(Redacted(form["password"]), consultant.verifier) else {
            return .about("password", visit.say("projects.account.passwordWrong"))
        }
        guard let step = step(form, sealed, consultant, visit) else {
            return .about("code", visit.say("projects.account.codeWrong"))
        }
        // Of a secret that is in use already a code counts once, here as at the login.
        if consultant.needsCode, try await !visit.store.takeCode(step: step, of: consultant.id) {
            return .about("code", visit.say("projects.account.codeWrong"))
        }
        try await visit.store.succeeded(.consultant, by: [.visitor(visit.request.peer)] + subjects)
        return Complaints()
    }

    private static func step(
        _ form: Form,
        _ sealed: SealedCodeSecret,
        _ consultant: Consultant,
        _ visit: Visit
    ) -> Int64? {
        visit.services.codeStep(form["code"].filter { !$0.isWhitespace }, sealed, consultant.login)
    }

    /// Ends all logins, and begins this one anew.
    private static func change(
        to sealed: SealedCodeSecret?,
        _ form: Form,
        _ consultant: Consultant,
        _ visit: inout Visit
    ) async throws {
        try await visit.store.setCodes(sealed, of: consultant.id)
        if let sealed, let step = step(form, sealed, consultant, visit) {
            _ = try await visit.store.takeCode(step: step, of: consultant.id)
        }
        let event = sealed == nil ? "consultant-codes-off" : "consultant-codes-on"
        try await visit.store.note(event, nil, by: "consultant", ["login": consultant.login])
        let session = try await visit.renewToken()
        try await visit.store.logIn(session.id, as: consultant.id)
    }

    private static func answer(
        _ consultant: Consultant,
        _ visit: Visit,
        _ typed: Form = Form(),
        _ complaints: Complaints = Complaints()
    ) throws -> Response {
        let name = consultant.name == consultant.login ? "" : consultant.name
        let offer = consultant.needsCode ? nil : try offer(typed["sealed"], consultant, visit)
        let model = Model(
            backHref: Route.consultant(.desk).path,
            action: Route.consultant(.account).path,
            csrf: visit.csrf,
            summary: complaints.isEmpty
                ? nil : ErrorSummary(complaints, heading: visit.say("error.heading"), kept: nil),
            lead: visit.say(
                "projects.account.lead",
                ["login": consultant.login, "consultancy": consultant.consultancy.name]
            ),
            name: TextField(
                "name",
                label: visit.say("projects.account.name"),
                hint: visit.say("projects.account.nameHint"),
                value: name,
                autocomplete: "name"
            ),
            address: visit.site.configuration.sendsMail ? consultant.address : nil,
            isSilent: consultant.isSilent,
            canHaveCodes: consultant.needsCode || offer != nil,
            hasCodes: consultant.needsCode,
            offer: offer,
            code: TextField(
                "code",
                label: visit.say("projects.account.code"),
                hint: visit.say("projects.login.codeHint"),
                autocomplete: "one-time-code",
                inputMode: "numeric"
            ).with(complaints),
            password: TextField.password("password", label: visit.say("projects.login.password"), hint: nil)
                .with(complaints)
        )
        let title = [visit.say("projects.account.title")]
        return try visit.form("projects/account", model, title: title, isWrong: !complaints.isEmpty)
    }

    /// The secret that was offered before, so that the app need not be taught again; else a new one.
    private static func offer(_ before: String, _ consultant: Consultant, _ visit: Visit) throws -> CodeOffer? {
        guard let secrets = visit.services.codeSecrets else { return nil }
        var sealed = SealedCodeSecret(rawValue: before)
        var shown = before.isEmpty ? nil : secrets.show(sealed, consultant.login)
        if shown == nil {
            sealed = try secrets.make(consultant.login)
            shown = secrets.show(sealed, consultant.login)
        }
        guard let shown, let code = visit.services.phone?.code(shown.uri.exposed) else { return nil }
        return CodeOffer(
            sealed: sealed.rawValue,
            secret: shown.text.exposed.grouped,
            label: visit.say("projects.account.picture"),
            viewBox: "-4 -4 \(code.side + 8) \(code.side + 8)",
            path: code.path
        )
    }
}

extension String {
    /// In groups of four, as people copy long keys.
    fileprivate var grouped: String {
        var text = ""
        for (index, character) in enumerated() {
            if index > 0, index % 4 == 0 { text += " " }
            text.append(character)
        }
        return text
    }
}
