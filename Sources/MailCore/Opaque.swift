/// A value that only connectors read; everybody else stores, compares and hands it back.
///
/// Its text begins with the version of its form, so that a later release knows an older journal's values.
public protocol OpaqueValue: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The value as it is stored.
    var text: String { get }
    /// Takes a stored value.
    init(_ text: String)
}

extension OpaqueValue {
    /// The stored text.
    public var description: String { text }

    /// Reads the stored text.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the stored text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// A service's own name for one item: UIDVALIDITY and UID, or href and ETag.
public struct Reference: OpaqueValue {
    /// The value as it is stored.
    public let text: String
    /// Takes a stored value.
    public init(_ text: String) { self.text = text }
}

/// How a target container stood at some moment; what was created later lies above it (IMAP: UIDVALIDITY and UIDNEXT).
public struct Mark: OpaqueValue {
    /// The value as it is stored.
    public let text: String
    /// Takes a stored value.
    public init(_ text: String) { self.text = text }
}

/// How far a source container has been listed (IMAP: UIDVALIDITY, UIDNEXT, HIGHESTMODSEQ, count; DAV: sync token).
public struct Checkpoint: OpaqueValue {
    /// The value as it is stored.
    public let text: String
    /// Takes a stored value.
    public init(_ text: String) { self.text = text }
}
