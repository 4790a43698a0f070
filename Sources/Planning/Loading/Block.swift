import Yams

/// A mapping of a YAML file that knows where it stands, so that whatever is wrong in it can be found.
struct Block {
    let file: String
    let line: Int
    private let fields: [(name: String, node: Node)]

    init(_ node: Node, file: String) throws(LoadError) {
        let line = node.mark?.line ?? 0
        guard case .mapping(let mapping) = node else {
            throw LoadError(file: file, line: line, reason: "a mapping is expected here")
        }
        var fields: [(String, Node)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw LoadError(file: file, line: key.mark?.line ?? line, reason: "a key that is no text")
            }
            fields.append((name, value))
        }
        self.file = file
        self.line = line
        self.fields = fields
    }

    /// Reads the text of a whole file.
    init(yaml: String, file: String) throws(LoadError) {
        let root: Node?
        do { root = try Yams.compose(yaml: yaml) } catch let error as YamlError {
            throw LoadError(file: file, line: error.line, reason: "no YAML: \(error)")
        } catch {
            throw LoadError(file: file, line: 0, reason: "no YAML: \(error)")
        }
        guard let root else { throw LoadError(file: file, line: 0, reason: "empty") }
        try self.init(root, file: file)
    }

    /// Refuses keys that nobody reads: they would be misspelt ones.
    func allow(_ names: Set<String>) throws(LoadError) {
        for (name, node) in fields where !names.contains(name) {
            throw LoadError(file: file, line: node.mark?.line ?? line, reason: "unknown key \(name)")
        }
    }

    func wrong(_ name: String, _ reason: String) -> LoadError {
        LoadError(file: file, line: node(name)?.mark?.line ?? line, reason: reason)
    }

    /// The names of all fields, as they stand.
    var names: [String] { fields.map(\.name) }

    func has(_ name: String) -> Bool { node(name) != nil }

    func string(_ name: String) throws(LoadError) -> String? {
        guard let node = node(name) else { return nil }
        guard let scalar = node.scalar else { throw wrong(name, "\(name) must be one text") }
        return scalar.string
    }

    func needed(_ name: String) throws(LoadError) -> String {
        guard let text = try string(name), !text.isEmpty else { throw wrong(name, "\(name) is missing") }
        return text
    }

    func number(_ name: String) throws(LoadError) -> Double? {
        guard let text = try string(name) else { return nil }
        guard let number = Double(text) else { throw wrong(name, "\(name): \(text) is no number") }
        return number
    }

    func flag(_ name: String) throws(LoadError) -> Bool {
        switch try string(name) {
        case nil, "false": return false
        case "true": return true
        case let text?: throw wrong(name, "\(name): \(text) is neither true nor false")
        }
    }

    func strings(_ name: String) throws(LoadError) -> [String] {
        guard let node = node(name) else { return [] }
        guard let sequence = node.sequence else { throw wrong(name, "\(name) must be a list") }
        var texts: [String] = []
        for element in sequence {
            guard let scalar = element.scalar else { throw wrong(name, "\(name) must be a list of texts") }
            texts.append(scalar.string)
        }
        return texts
    }

    func blocks(_ name: String) throws(LoadError) -> [Block] {
        guard let node = node(name) else { return [] }
        guard let sequence = node.sequence else { throw wrong(name, "\(name) must be a list") }
        var blocks: [Block] = []
        for element in sequence { blocks.append(try Block(element, file: file)) }
        return blocks
    }

    func block(_ name: String) throws(LoadError) -> Block? {
        guard let node = node(name) else { return nil }
        return try Block(node, file: file)
    }

    /// All fields as blocks, for mappings whose keys are data.
    func members() throws(LoadError) -> [(name: String, block: Block)] {
        var members: [(String, Block)] = []
        for (name, node) in fields { members.append((name, try Block(node, file: file))) }
        return members
    }

    /// One of the cases of an enumeration.
    func choice<Value: RawRepresentable & CaseIterable>(
        _ name: String,
        default value: Value? = nil
    ) throws(LoadError)
        -> Value where Value.RawValue == String
    {
        if !has(name), let value { return value }
        let text = try needed(name)
        guard let value = Value(rawValue: text) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong(name, "\(name): \(text) is none of \(names)")
        }
        return value
    }

    private func node(_ name: String) -> Node? { fields.first { $0.name == name }?.node }
}

extension YamlError {
    fileprivate var line: Int {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: 0
        }
    }
}
