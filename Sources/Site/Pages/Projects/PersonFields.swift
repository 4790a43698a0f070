import HTTPServer
import MailCore
import Store
import Texts

/// What is asked of somebody who is invited.
enum PersonFields {
    /// The address typed; nil for none, or one that our mails cannot go to.
    static func address(_ typed: String) -> MailAddress? {
        let text = typed.filter { !$0.isWhitespace }
        guard text.utf8.count <= 254, text.utf8.allSatisfy({ $0 < 127 }) else { return nil }
        return MailAddress(text)
    }

    /// The invitation typed, or what is wrong with it.
    static func invitation(
        _ form: Form,
        role: Member.Role,
        question: String? = nil,
        _ visit: Visit
    ) throws(Complaints) -> Invitation {
        var complaints = Complaints()
        let name = ProjectName(form["name"])
        if name == nil { complaints.add("name", visit.say("projects.people.nameMissing")) }
        let typed = form["address"].trimmingWhitespace
        let address = address(typed)
        if !typed.isEmpty, address == nil { complaints.add("address", visit.say("projects.people.addressWrong")) }
        guard let name, complaints.isEmpty else { throw complaints }
        return Invitation(
            name: name.text,
            address: address,
            role: role,
            question: question,
            language: visit.language.rawValue
        )
    }

    /// Whether the link goes by mail, counted for the visitor and for the address.
    static func mails(_ address: MailAddress?, _ visit: Visit) async throws -> Bool {
        guard visit.site.configuration.sendsMail, let address else { return false }
        try await visit.attempt(.mail, by: [.account(address.description)])
        return true
    }

    /// The field of the name.
    static func name(_ typed: String, _ visit: Visit) -> TextField {
        TextField("name", label: visit.say("projects.people.name"), value: typed, autocomplete: "off")
    }

    /// The field of the address.
    static func address(_ typed: String, _ visit: Visit) -> TextField {
        let sends = visit.site.configuration.sendsMail
        return TextField(
            "address",
            label: visit.say("projects.people.address"),
            hint: visit.say(sends ? "projects.people.addressMailed" : "projects.people.addressKept"),
            value: typed,
            autocomplete: "off",
            inputMode: "email"
        )
    }
}
