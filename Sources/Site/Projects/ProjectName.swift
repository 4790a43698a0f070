/// The name of a firm as it is kept; nil where nothing was typed.
struct ProjectName {
    /// The longest name.
    static let limit = 120

    let text: String

    init?(_ typed: String) {
        let words = typed.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else { return nil }
        // One character may carry any number of accents.
        let scalars = words.prefix(ProjectName.limit).unicodeScalars.prefix(4 * ProjectName.limit)
        text = String(String.UnicodeScalarView(scalars))
    }
}
