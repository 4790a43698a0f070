import HTTPServer
import MailCore
import Planning
import Store
import Texts

/// Begins an inventory without an invitation, where the operator leaves this door open.
enum NewProjectPage {
    struct Model: ViewModel {
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var isOpen: Bool
        var company: TextField
        var name: TextField
        var address: TextField?
        var below: String
        var enterHref: String
    }

    /// What stands where the form was, once the link is on its way.
    struct Sent: ViewModel {
        var title: String
        var lead: String
        var link: String?
        var goHref: String?
    }

    static func get(_ visit: inout Visit) async throws -> Response {
        _ = try await visit.openSession()
        return try answer(Form(), visit)
    }

    static func post(_ form: Form, _ visit: inout Visit) async throws -> Response {
        guard visit.site.configuration.openInventory else { throw Refusal.notFound }
        _ = try await visit.openSession()
        let sends = visit.site.configuration.sendsMail
        var complaints = Complaints()
        let company = ProjectName(form["company"])
        if company == nil { complaints.add("company", visit.say("projects.new.companyMissing")) }
        let name = ProjectName(form["name"])
        if name == nil { complaints.add("name", visit.say("projects.new.nameMissing")) }
        let address = PersonFields.address(form["address"])
        if sends, address == nil { complaints.add("address", visit.say("projects.people.addressWrong")) }
        guard let company, let name, complaints.isEmpty else { return try answer(form, visit, complaints) }
        try await visit.attempt(.project, by: address.map { [.account($0.description)] } ?? [])
        let customer = Invitation(
            name: name.text,
            address: sends ? address : nil,
            role: .customer,
            language: visit.language.rawValue
        )
        let version = visit.site.blueprint.questionnaire.version
        let new = NewProject(name: company.text, language: visit.language.rawValue, questionnaire: version)
        let begun = try await visit.store.createSelfService(new, customer: customer, mailing: sends)
        guard !sends else {
            let lead = visit.say("projects.new.mailed", ["address": address?.description ?? ""])
            return try sent(Sent(title: visit.say("projects.new.mailedTitle"), lead: lead), visit)
        }
        // Nobody can be asked by mail: who begins it has it, and gets the link to come back.
        try await visit.store.grant(begun.link.member.id, to: try await visit.renewToken().id)
        let page = Sent(
            title: visit.say("projects.new.linkTitle"),
            lead: visit.say("projects.new.linkLead"),
            link: JoinLink.url(begun.link.token.exposed, visit),
            goHref: Route.project(begun.project.id, .inventory).path
        )
        return try sent(page, visit)
    }

    private static func sent(_ model: Sent, _ visit: Visit) throws -> Response {
        try visit.page("projects/sent", model, title: [model.title])
    }

    private static func answer(
        _ form: Form,
        _ visit: Visit,
        _ complaints: Complaints = Complaints()
    ) throws -> Response {
        let sends = visit.site.configuration.sendsMail
        let model = Model(
            action: Route.projects(.new).path,
            csrf: visit.csrf,
            summary: visit.summary(complaints, kept: nil),
            isOpen: visit.site.configuration.openInventory,
            company: TextField(
                "company",
                label: visit.say("projects.new.company"),
                value: form["company"],
                autocomplete: "organization"
            ).with(complaints),
            name: TextField(
                "name",
                label: visit.say("projects.people.name"),
                value: form["name"],
                autocomplete: "name"
            ).with(complaints),
            address: sends
                ? TextField(
                    "address",
                    label: visit.say("projects.new.address"),
                    hint: visit.say("projects.new.addressHint"),
                    value: form["address"],
                    autocomplete: "email",
                    inputMode: "email"
                ).with(complaints) : nil,
            below: visit.say(sends ? "projects.new.hintMail" : "projects.new.hintLink"),
            enterHref: Route.projects(.enter).path
        )
        let title = [visit.say("projects.new.windowTitle")]
        return try visit.form("projects/new", model, title: title, isWrong: !complaints.isEmpty)
    }
}
