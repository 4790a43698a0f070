import HTTPServer

/// What somebody typed, carried along by a page that asks something else first.
struct KeptField: ViewModel {
    var name: String
    var text: String

    /// The fields of a form but those; a file cannot be sent again: its text goes as if it had been pasted.
    static func of(_ form: Form, without gone: Set<String>) -> [KeptField] {
        form.fields.filter { !gone.contains($0.name) && !$0.value.isEmpty }
            .map { KeptField(name: $0.name == "file" ? "paste" : $0.name, text: $0.value) }
    }
}
