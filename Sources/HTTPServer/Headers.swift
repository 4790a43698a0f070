/// Header fields in order; names compare without regard to case, and a name may occur several times.
public struct Headers: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// One field.
    public struct Field: Hashable, Sendable {
        /// The name as it was given.
        public let name: String
        /// The value.
        public let value: String
    }

    /// The fields in order.
    public private(set) var fields: [Field] = []

    /// No fields.
    public init() {}

    /// The given fields in order.
    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// The first value of a name; setting replaces all of them, nil removes them.
    public subscript(name: String) -> String? {
        get { fields.first { Headers.same($0.name, name) }?.value }
        set {
            fields.removeAll { Headers.same($0.name, name) }
            if let newValue { append(name, newValue) }
        }
    }

    /// Every value of a name, in order.
    public func all(_ name: String) -> [String] {
        fields.filter { Headers.same($0.name, name) }.map(\.value)
    }

    /// Adds a field behind the others.
    public mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Whether every field can be sent: names are tokens, no value has a control character (response splitting).
    public var areSafe: Bool { fields.allSatisfy(\.isSafe) }

    /// The members of a comma-separated field, in lower case and without parameters.
    public func list(_ name: String) -> [String] {
        all(name).flatMap { $0.split(separator: ",") }.map { member in
            let bare = member.prefix { $0 != ";" }
            return bare.lowercased().trimmed
        }
    }

    static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { ASCII.lowercased($0) == ASCII.lowercased($1) }
    }
}

extension Headers.Field {
    /// Whether the field can be sent as it is.
    var isSafe: Bool {
        !name.isEmpty && name.utf8.allSatisfy(ASCII.isToken)
            && value.utf8.allSatisfy { $0 == 9 || ($0 >= 32 && $0 != 127) }
    }
}
