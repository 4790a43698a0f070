/// A labelled input.
struct TextField: ViewModel {
    var id: String
    var name: String
    var label: String
    var hint: String?
    var complaint: String?
    var type = "text"
    var value = ""
    var autocomplete: String?
    var inputMode: String?
    var isPassword = false
    var describedBy: String?

    init(
        _ id: String,
        label: String,
        hint: String? = nil,
        value: String = "",
        autocomplete: String? = nil,
        inputMode: String? = nil
    ) {
        self.id = id
        name = id
        self.label = label
        self.hint = hint
        self.value = value
        self.autocomplete = autocomplete
        self.inputMode = inputMode
    }

    /// A password's field, which is never filled in by us.
    static func password(_ id: String, label: String, hint: String?) -> TextField {
        var field = TextField(id, label: label, hint: hint, autocomplete: "current-password")
        field.type = "password"
        field.isPassword = true
        return field
    }

    /// The field with what is wrong with it.
    func with(_ complaints: Complaints) -> TextField {
        var copy = self
        copy.complaint = complaints[id]
        copy.describedBy = references(id, hint: hint, complaint: copy.complaint)
        return copy
    }
}

/// A labelled list to choose one from.
struct ChoiceField: ViewModel {
    struct Choice {
        var choice: String
        var text: String
        var isChosen: Bool
    }

    var id: String
    var name: String
    var label: String
    var hint: String?
    var complaint: String?
    var describedBy: String?
    var choices: [Choice]

    init(_ id: String, label: String, hint: String? = nil, choices: [(String, String)], chosen: String) {
        self.id = id
        name = id
        self.label = label
        self.hint = hint
        describedBy = references(id, hint: hint, complaint: nil)
        self.choices = choices.map { Choice(choice: $0.0, text: $0.1, isChosen: $0.0 == chosen) }
    }

    /// The list with what is wrong with the choice.
    func with(_ complaints: Complaints) -> ChoiceField {
        var copy = self
        copy.complaint = complaints[id]
        copy.describedBy = references(id, hint: hint, complaint: copy.complaint)
        return copy
    }
}

/// A question with one answer of few.
struct RadioField: ViewModel {
    struct Choice {
        var choiceID: String
        var choice: String
        var text: String
        var explanation: String?
        var isChosen: Bool
    }

    var id: String
    var name: String
    var label: String
    var complaint: String?
    var choices: [Choice]

    init(
        _ id: String,
        label: String,
        complaint: String?,
        choices: [(value: String, text: String, explanation: String?)],
        chosen: String?
    ) {
        self.id = id
        name = id
        self.label = label
        self.complaint = complaint
        self.choices = choices.enumerated().map { index, choice in
            Choice(
                choiceID: index == 0 ? id : "\(id)-\(choice.value)",
                choice: choice.value,
                text: choice.text,
                explanation: choice.explanation,
                isChosen: choice.value == chosen
            )
        }
    }
}

private func references(_ id: String, hint: String?, complaint: String?) -> String? {
    let ids = (hint == nil ? [] : ["\(id)-hint"]) + (complaint == nil ? [] : ["\(id)-error"])
    return ids.isEmpty ? nil : ids.joined(separator: " ")
}
