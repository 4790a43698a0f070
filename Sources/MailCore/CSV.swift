/// Comma-separated values (RFC 4180) that a spreadsheet can open without harm.
public enum CSV {
    /// One line with its end.
    public static func line(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    /// A cell, quoted where need be; what a spreadsheet would take for a formula gets an apostrophe in front.
    ///
    /// So does what follows a semicolon, a tab or a line end: a spreadsheet that separates by those, as where the comma is
    /// for decimals, begins a cell there, and knows no quotes in the middle of one.
    public static func cell(_ text: String) -> String {
        let text = withoutFormulas(text)
        guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
        let quoted = text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar == "\"" { result.unicodeScalars.append(scalar) }
            result.unicodeScalars.append(scalar)
        }
        return "\"\(quoted)\""
    }

    private static func withoutFormulas(_ text: String) -> String {
        var (result, begins) = ("".unicodeScalars, true)
        for scalar in text.unicodeScalars {
            let follows = !result.isEmpty && "\t\r".unicodeScalars.contains(scalar)
            if begins, !follows, formulas.contains(scalar) { result.append("'") }
            result.append(scalar)
            begins = ";\t\r\n".unicodeScalars.contains(scalar) || begins && scalar == "\""
        }
        return String(result)
    }

    /// What begins a formula, also in the wide forms of East Asian keyboards.
    private static let formulas = "=+-@\t\r＝＋－＠".unicodeScalars
}
