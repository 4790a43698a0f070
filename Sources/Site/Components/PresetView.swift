import Catalogue
import HTTPServer
import MailCore
import Store
import Texts

/// The providers that a target can be at, to have the form filled in.
struct PresetView: ViewModel {
    var provider: ChoiceField
    var needs: [NeedText]
    var isNumbered: Bool

    init(_ visit: Visit) {
        let chosen = visit.chosenProvider
        let choices = visit.services.catalogue.providers(as: .target).map { ($0.id, $0.name) }
        provider = ChoiceField(
            "provider",
            label: visit.say("target.preset"),
            hint: visit.say("target.presetHint"),
            choices: [("", visit.say("target.presetNone"))] + choices,
            chosen: chosen?.id ?? ""
        )
        needs = visit.needs(chosen?.needs.filter { $0 != .oauth } ?? [], of: chosen?.id, name: chosen?.name ?? "")
        if let chosen, chosen.needs.contains(.oauth), !chosen.needs.contains(.appPassword) {
            needs += visit.needs([.oauth], of: chosen.id, name: chosen.name)
        }
        isNumbered = chosen?.services.contains { $0.kind == .imap && $0.host.contains("{n}") } ?? false
    }

    /// The one of that ID.
    static func provider(_ id: String, _ visit: Visit) -> Provider? {
        visit.services.catalogue.providers(as: .target).first { $0.id == id }
    }

    /// The form filled in for the provider that was chosen, as whom the source is; nil where none was.
    static func form(_ visit: Visit, _ draft: Draft?) -> AccountForm? {
        guard let provider = visit.chosenProvider else { return nil }
        let user = draft?.source?.endpoint.user ?? ""
        var form = AccountForm()
        if let address = MailAddress(user) {
            let services = Catalogue.Match(provider: provider).services(for: address, from: .catalogue)
            if let best = services.first(where: { $0.kind == .imap }) { return AccountForm(best) }
            form.user = user
        } else if let template = provider.services.first(where: { $0.kind == .imap }), !template.host.contains("{n}") {
            form.server = template.host
        }
        return form
    }
}

extension Visit {
    /// The provider that the page's address names.
    var chosenProvider: Provider? { PresetView.provider(request.query["provider"], self) }
}
