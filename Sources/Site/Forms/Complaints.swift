/// What is wrong with a form, by field, in the visitor's language.
struct Complaints: Error, Equatable {
    struct Item: Equatable {
        /// The field's id.
        var field: String
        /// What to do.
        var message: String
    }

    private(set) var items: [Item] = []

    var isEmpty: Bool { items.isEmpty }

    /// The first complaint about a field.
    subscript(field: String) -> String? { items.first { $0.field == field }?.message }

    mutating func add(_ field: String, _ message: String) {
        items.append(Item(field: field, message: message))
    }

    static func about(_ field: String, _ message: String) -> Complaints {
        var complaints = Complaints()
        complaints.add(field, message)
        return complaints
    }
}
