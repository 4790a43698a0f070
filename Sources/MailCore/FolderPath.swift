/// The place of a folder: Unicode names from the top level down, independent of any server's separator and encoding.
///
/// As text (arguments, JSON) levels are joined by `/`, and `\` escapes `/`, `=`, `*` and `\` inside a name.
public struct FolderPath: Hashable, Codable, Sendable, CustomStringConvertible, Comparable {
    /// The names of the levels, outermost first; never empty.
    public let names: [String]

    /// A path of the given levels, or nil where there is none or one of them is empty.
    public init?(_ names: [String]) {
        guard !names.isEmpty, !names.contains("") else { return nil }
        self.names = FolderPath.canonical(names)
    }

    /// Reads the escaped form of a path, or gives nil where it is empty or ends within an escape.
    public init?(text: String) {
        var names = [""]
        var escaped = false
        // Scalar by scalar: a level may begin with a combining mark, which would hide the separator before it.
        for scalar in text.unicodeScalars {
            if escaped {
                names[names.count - 1].unicodeScalars.append(scalar)
                escaped = false
            } else if scalar == "\\" {
                escaped = true
            } else if scalar == "/" {
                names.append("")
            } else {
                names[names.count - 1].unicodeScalars.append(scalar)
            }
        }
        guard !escaped else { return nil }
        self.init(names)
    }

    private init(unchecked names: [String]) { self.names = names }

    /// The folder that every mail account has (RFC 9051 §5.1).
    public static let inbox = FolderPath(unchecked: ["INBOX"])

    /// Whether this is the top-level INBOX.
    public var isInbox: Bool { self == .inbox }

    /// The name of the innermost level.
    public var name: String { names[names.count - 1] }

    /// The folder that holds this one, or nil at the top level.
    public var parent: FolderPath? { names.count > 1 ? FolderPath(unchecked: Array(names.dropLast())) : nil }

    /// The paths above this one, outermost first.
    public var ancestors: [FolderPath] {
        names.indices.dropFirst().map { FolderPath(unchecked: Array(names[..<$0])) }
    }

    /// The folder of that name inside this one; `name` must not be empty.
    public func appending(_ name: String) -> FolderPath {
        precondition(!name.isEmpty, "a folder name is never empty")
        return FolderPath(unchecked: names + [name])
    }

    /// The escaped text form.
    public var description: String {
        names.map(FolderPath.escape).joined(separator: "/")
    }

    /// Reads the escaped text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let path = FolderPath(text: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a folder path")
        }
        self = path
    }

    /// Writes the escaped text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Paths are the same where their octets are: a server may have two folders whose names differ in Unicode form alone.
    public static func == (left: FolderPath, right: FolderPath) -> Bool {
        left.names.count == right.names.count
            && zip(left.names, right.names).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }

    /// Hashes the octets.
    public func hash(into hasher: inout Hasher) {
        for name in names {
            var name = name
            name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            hasher.combine(0 as UInt8)
        }
    }

    /// Orders by level names.
    public static func < (left: FolderPath, right: FolderPath) -> Bool {
        left.names.lexicographicallyPrecedes(right.names)
    }

    private static func escape(_ name: String) -> String {
        name.unicodeScalars.reduce(into: "") { text, scalar in
            if "/=*\\".unicodeScalars.contains(scalar) { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(scalar)
        }
    }

    /// INBOX is case-insensitive at the top level alone (RFC 9051 §5.1).
    private static func canonical(_ names: [String]) -> [String] {
        guard names[0].utf8.count == 5, names[0].uppercased() == "INBOX" else { return names }
        return ["INBOX"] + names.dropFirst()
    }
}
