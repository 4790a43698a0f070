/// Writes metrics in Prometheus' text format, version 0.0.4.
struct Exposition {
    enum Kind: String { case counter, gauge, histogram }

    private(set) var text = ""

    /// Begins a family of samples.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// One sample.
    mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
        let pairs = labels.map { "\($0.0)=\"\(Exposition.escaped($0.1))\"" }.joined(separator: ",")
        let number = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
        text += "\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(number)\n"
    }

    /// A family of one sample without labels.
    mutating func one(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        family(name, kind, help)
        sample(name, [], value)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
