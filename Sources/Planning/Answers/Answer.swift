/// What somebody answered to one question.
public struct Answer: Hashable, Codable, Sendable {
    /// The value by its form.
    public enum Value: Hashable, Sendable {
        case text(String)
        case number(Double)
        case choice(String)
        case multi(Set<String>)
        case yesNo(Bool)
        /// The cells by column, one row after the other; no row at all means that there is none of it.
        case rows([[String: String]])
    }

    /// «Don't know yet»: a task for somebody, until it is answered.
    public struct Open: Hashable, Codable, Sendable {
        /// Who will find out; empty for nobody yet.
        public var person: String

        /// A task for that person.
        public init(person: String = "") { self.person = person }
    }

    /// Where a value came from.
    public enum Origin: String, CaseIterable, Hashable, Codable, Sendable {
        case person
        /// Detection filled it in, and nobody has confirmed it yet.
        case found
    }

    /// The value; with `open` what is known so far.
    public var value: Value?
    /// Whether it is still to be found out, and by whom.
    public var open: Open?
    /// Where the value came from.
    public var origin: Origin
    /// A remark.
    public var note: String

    /// An answer.
    public init(_ value: Value?, open: Open? = nil, origin: Origin = .person, note: String = "") {
        self.value = value
        self.open = open
        self.origin = origin
        self.note = note
    }

    /// «Don't know yet».
    public static func unknown(person: String = "", soFar value: Value? = nil) -> Answer {
        Answer(value, open: Open(person: person))
    }
}

extension Answer.Value: Codable {
    private enum Key: String, CodingKey, CaseIterable { case text, number, choice, multi, yesNo, rows }

    /// Reads the one field whose name says what the value is.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch container.allKeys.first {
        case .text: self = .text(try container.decode(String.self, forKey: .text))
        case .number: self = .number(try container.decode(Double.self, forKey: .number))
        case .choice: self = .choice(try container.decode(String.self, forKey: .choice))
        case .multi: self = .multi(Set(try container.decode([String].self, forKey: .multi)))
        case .yesNo: self = .yesNo(try container.decode(Bool.self, forKey: .yesNo))
        case .rows: self = .rows(try container.decode([[String: String]].self, forKey: .rows))
        case nil:
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no value"))
        }
    }

    /// Writes one field whose name says what the value is; choices sorted, so that equal answers are equal texts.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .text(let text): try container.encode(text, forKey: .text)
        case .number(let number): try container.encode(number, forKey: .number)
        case .choice(let id): try container.encode(id, forKey: .choice)
        case .multi(let ids): try container.encode(ids.sorted(), forKey: .multi)
        case .yesNo(let yes): try container.encode(yes, forKey: .yesNo)
        case .rows(let rows): try container.encode(rows, forKey: .rows)
        }
    }
}
