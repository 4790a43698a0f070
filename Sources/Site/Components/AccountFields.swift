import MailCore

/// The fields of a login.
struct AccountFields {
    var service: ChoiceField?
    var server: TextField
    var security: ChoiceField
    var port: TextField
    var user: TextField
    var password: TextField
    var mechanism: ChoiceField

    init(_ typed: AccountForm, side: Problem.Side, complaints: Complaints, _ visit: Visit) {
        let isSource = side == .source
        service =
            isSource
            ? ChoiceField(
                "service",
                label: visit.say("field.protocol"),
                choices: Capability.sources.map { ($0.rawValue, visit.say("field.\($0.rawValue)")) },
                chosen: typed.service
            ) : nil
        server = TextField(
            "server",
            label: visit.say("field.server"),
            hint: visit.say("field.serverHint"),
            value: typed.server,
            inputMode: "url"
        ).with(complaints)
        security = ChoiceField(
            "security",
            label: visit.say("field.security"),
            choices: [("tls", visit.say("field.tls")), ("starttls", visit.say("field.starttls"))],
            chosen: typed.security
        ).with(complaints)
        port = TextField(
            "port",
            label: visit.say("field.port"),
            hint: visit.say(isSource ? "field.portHint" : "field.portHintImap"),
            value: typed.port,
            inputMode: "numeric"
        ).with(complaints)
        user = TextField(
            "user",
            label: visit.say("field.user"),
            hint: visit.say("field.userHint"),
            value: typed.user,
            autocomplete: "username",
            inputMode: "email"
        ).with(complaints)
        password = TextField.password(
            "password",
            label: visit.say("field.password"),
            hint: visit.say("field.passwordHint")
        ).with(complaints)
        mechanism = AccountFields.mechanism("mechanism", chosen: typed.mechanism, visit)
    }

    /// The field for the one who has to log in by another way than the strongest.
    static func mechanism(_ id: String, chosen: String, _ visit: Visit) -> ChoiceField {
        let names = Credential.Mechanism.allCases.map { ($0.rawValue, $0.rawValue.uppercased()) }
        return ChoiceField(
            id,
            label: visit.say("field.mechanism"),
            hint: visit.say("field.mechanismHint"),
            choices: [("", visit.say("field.automatic"))] + names,
            chosen: chosen
        )
    }
}
