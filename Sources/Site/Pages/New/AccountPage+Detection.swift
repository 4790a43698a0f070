import Catalogue
import HTTPServer
import MailCore
import Store
import Texts

extension AccountPage {
    /// What the form shows before anybody has typed in it: what was found or chosen, else the login that worked.
    func filledIn(_ draft: Draft?, _ visit: Visit) -> AccountForm {
        switch side {
        case .source:
            if let detected = draft?.detected, let form = AccountForm(detected.account) { return form }
            return draft?.source.map { AccountForm($0.endpoint) } ?? AccountForm()
        case .target:
            if let form = PresetView.form(visit, draft) { return form }
            return draft?.target.map { AccountForm($0.endpoint) } ?? AccountForm()
        }
    }

    /// The answer to the forms that only fill the login's form in; nil for the login itself.
    func fillIn(_ form: Form, _ session: Session, _ visit: Visit) async throws -> Response? {
        switch (side, form["action"]) {
        case (.source, "detect"):
            return try await detect(AddressForm(form), session, visit)
        case (.target, "fill"):
            let provider = PresetView.provider(form["provider"], visit)
            return .seeOther(Route.newMigration(.target).path + (provider.map { "?provider=\($0.id)" } ?? ""))
        default:
            return nil
        }
    }

    /// Asks the worker for the settings of an address; what it finds is kept in the draft, so that a reload shows it.
    func detect(_ typed: AddressForm, _ session: Session, _ visit: Visit) async throws -> Response {
        let address: MailAddress
        do {
            address = try typed.address { visit.say($0) }
        } catch {
            let summary = ErrorSummary(error, heading: visit.say("error.heading"), kept: nil)
            return try answer(AccountForm(), visit, summary: summary, complaints: error, address: typed.text)
        }
        try await visit.attempt(.detect, by: [])
        switch try await visit.ask(.detect(address)) {
        case .detected(let account):
            _ = try await visit.store.updateDraft(of: session.id) { draft in
                draft.detected = Draft.Detected(address: address.description, account: account)
            }
            return .seeOther(Route.newMigration(.source).path)
        case .problem(let problem):
            let words = visit.words(for: problem)
            let summary = ErrorSummary(words, field: "address", kept: nil, more: visit.voice.answer(to: problem))
            let complaints = Complaints.about("address", words.next)
            return try answer(AccountForm(), visit, summary: summary, complaints: complaints, address: typed.text)
        default:
            throw Refusal.failure
        }
    }
}

/// The address that the settings are to be found of, as the visitor typed it.
struct AddressForm: Equatable {
    var text: String

    init(_ form: Form) { text = form["address"].trimmingWhitespace }

    func address(_ say: (String) -> String) throws(Complaints) -> MailAddress {
        guard !text.isEmpty else { throw .about("address", say("source.addressMissing")) }
        guard let address = MailAddress(text) else { throw .about("address", say("source.addressMalformed")) }
        return address
    }
}

extension AccountForm {
    /// The best place that we can move from; nil where there is none.
    init?(_ account: DetectedAccount) {
        guard let best = account.best(.imap) ?? account.best(.pop3), best.host != "127.0.0.1" else { return nil }
        self.init(best)
    }

    init(_ service: DetectedService) {
        self.init()
        self.service = service.kind == .pop3 ? "pop3" : "imap"
        server = service.host
        security = service.security.rawValue
        port = service.port == service.kind.defaultPort(service.security) ? "" : String(service.port)
        user = service.user
    }
}
