/// A host name in which `{n}` stands for a number that may be missing.
struct NumberedName: Hashable, Sendable {
    private let before: String
    private let after: String
    private let hasNumber: Bool

    init(_ text: String) {
        let place = text.firstRange(of: "{n}")
        hasNumber = place != nil
        before = place.map { String(text[..<$0.lowerBound]) } ?? text
        after = place.map { String(text[$0.upperBound...]) } ?? ""
    }

    /// The number in a name of that form, empty where there is none; nil for names of another form.
    func number(in name: String) -> String? {
        guard hasNumber else { return name == before ? "" : nil }
        guard name.hasPrefix(before), name.hasSuffix(after), name.utf8.count >= before.utf8.count + after.utf8.count
        else { return nil }
        let middle = name.dropFirst(before.count).dropLast(after.count)
        return middle.utf8.allSatisfy { (48...57).contains($0) } && middle.count <= 4 ? String(middle) : nil
    }

    /// The name with that number.
    func name(_ number: String) -> String { hasNumber ? before + number + after : before }
}
