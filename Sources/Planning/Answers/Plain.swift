import MailCore

/// A number as answers write it: without a fraction where it is whole.
func plain(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
}

/// A number as people write it: 1’200, 1'200, 2,5 and 2.5, with or without GB behind it.
func amount(_ text: String) -> Double? {
    var text = text.lowercased().trimmed
    for unit in ["gb", "go", "gib"] where text.hasSuffix(unit) { text = String(text.dropLast(unit.count)).trimmed }
    text = text.filter { !"’'\u{202F}\u{A0} ".contains($0) }.map { $0 == "," ? "." : String($0) }.joined()
    guard let number = Double(text), number.isFinite, number >= 0, text.allSatisfy({ $0.isNumber || $0 == "." })
    else { return nil }
    return number
}

/// Yes and no in the three languages.
func yesNo(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "yes", "y", "ja", "j", "oui", "o", "true", "1", "x": true
    case "no", "n", "nein", "non", "false", "0", "-": false
    default: nil
    }
}

/// Whether that is the name of a domain that can have mail addresses.
func isDomain(_ text: String) -> Bool { !text.contains("@") && MailAddress("x@\(text)") != nil }

/// The beginning of what was typed, to be shown in a sentence.
func shortened(_ text: String) -> String { text.count > 60 ? "\(text.prefix(57))…" : text }

extension StringProtocol {
    /// Without white space at its ends.
    var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
