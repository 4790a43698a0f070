/// A sentence with places for arguments.
///
/// - `{name}` is the argument as it is, `{name:format}` as `number`, `size`, `time`, `date`, `moment`, `day-time` or
///   `duration` write it, `{name:text:prefix}` the text whose key is the prefix and the argument;
/// - `{name:plural:Nachricht|Nachrichten}` chooses by the language's plural rule;
/// - `[…]` is left out where an argument inside it is missing.
struct Pattern: Sendable, Equatable {
    indirect enum Part: Sendable, Equatable {
        case literal(String)
        case argument(String, format: String)
        case plural(String, one: String, other: String)
        case text(String, prefix: String)
        case optional([Part])
    }

    /// Why a text is no pattern.
    enum Flaw: Error, Equatable { case unbalanced, unknownFormat(String), badPlural(String) }

    var parts: [Part]

    static let formats: Set<String> = [
        "", "number", "size", "time", "date", "moment", "date-time", "day-time", "duration",
    ]

    init(_ text: String) throws(Flaw) {
        var rest = Substring(text)
        parts = try Pattern.read(&rest, nested: false)
    }

    /// The names of the arguments, those of optional parts included.
    var argumentNames: Set<String> { Set(parts.flatMap(Pattern.names)) }

    private static func names(_ part: Part) -> [String] {
        switch part {
        case .literal: []
        case .argument(let name, _), .plural(let name, _, _), .text(let name, _): [name]
        case .optional(let parts): parts.flatMap(names)
        }
    }

    private static func read(_ rest: inout Substring, nested: Bool) throws(Flaw) -> [Part] {
        var parts: [Part] = []
        var literal = ""
        func flush() {
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = ""
        }
        while let character = rest.popFirst() {
            switch character {
            case "{":
                guard let close = rest.firstIndex(of: "}"), !rest[..<close].contains("{") else { throw .unbalanced }
                flush()
                parts.append(try argument(rest[..<close]))
                rest = rest[rest.index(after: close)...]
            case "[":
                guard !nested else { throw .unbalanced }
                flush()
                parts.append(.optional(try read(&rest, nested: true)))
            case "]":
                guard nested else { throw .unbalanced }
                flush()
                return parts
            case "}":
                throw .unbalanced
            default:
                literal.append(character)
            }
        }
        guard !nested else { throw .unbalanced }
        flush()
        return parts
    }

    private static func argument(_ text: Substring) throws(Flaw) -> Part {
        let pieces = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        let format = pieces.count > 1 ? pieces[1] : ""
        switch (format, pieces.count) {
        case ("plural", 3):
            let forms = pieces[2].split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard forms.count == 2 else { throw .badPlural(pieces[2]) }
            return .plural(pieces[0], one: forms[0], other: forms[1])
        case ("text", 3):
            return .text(pieces[0], prefix: pieces[2])
        case (_, 1...2) where formats.contains(format):
            return .argument(pieces[0], format: format)
        default:
            throw .unknownFormat(String(text))
        }
    }
}

extension Pattern {
    /// The sentence with its arguments; `text` answers for texts inside it.
    func render(_ arguments: [String: String], formats: Formats, text: (String) -> String?) -> String {
        Pattern.render(parts, arguments, formats, text, strict: false) ?? ""
    }

    private static func render(
        _ parts: [Part],
        _ arguments: [String: String],
        _ formats: Formats,
        _ text: (String) -> String?,
        strict: Bool
    ) -> String? {
        var result = ""
        for part in parts {
            switch part {
            case .literal(let literal):
                result += literal
            case .optional(let inner):
                result += render(inner, arguments, formats, text, strict: true) ?? ""
            case .argument(let name, _), .plural(let name, _, _), .text(let name, _):
                guard let value = arguments[name] else {
                    if strict { return nil }
                    continue
                }
                result += render(part, value, formats, text)
            }
        }
        return result
    }

    private static func render(
        _ part: Part,
        _ value: String,
        _ formats: Formats,
        _ text: (String) -> String?
    ) -> String {
        switch part {
        case .argument(_, let format): formatted(value, format, formats)
        case .plural(_, let one, let other): formats.isSingular(Int(value) ?? 0) ? one : other
        case .text(_, let prefix): text("\(prefix).\(value)") ?? value
        case .literal, .optional: ""
        }
    }

    /// An argument that has not the form that the format expects is shown as it is.
    private static func formatted(_ value: String, _ format: String, _ formats: Formats) -> String {
        switch format {
        case "number": return Int(value).map(formats.number) ?? value
        case "size": return Int(value).map(formats.size) ?? value
        case "duration": return Int(value).map(formats.duration) ?? value
        case "": return value
        default: break
        }
        guard let instant = Int64(value) ?? seconds(rfc3339: value) else { return value }
        return switch format {
        case "time": formats.time(instant)
        case "date": formats.date(instant)
        case "moment": formats.moment(instant)
        case "date-time": formats.dateTime(instant)
        default: formats.dayTime(instant)
        }
    }
}

extension Formats {
    /// Whether the language uses the singular after that number: French also after zero.
    func isSingular(_ value: Int) -> Bool { value == 1 || (value == 0 && language == .fr) }
}
