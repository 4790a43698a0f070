/// What `--include` and `--exclude` name: a folder, or with `*` all folders whose path matches.
///
/// `*` matches anything including `/`; `\` escapes as in ``FolderPath``; a pattern without `*` is that folder alone.
public struct FolderPattern: Hashable, Codable, Sendable {
    /// The pattern as it was written.
    public let text: String
    private let pieces: [String]

    /// Reads a pattern, or gives nil where it is empty or ends within an escape.
    public init?(_ text: String) {
        var pieces = [""]
        var escaped = false
        for character in text {
            if escaped {
                pieces[pieces.count - 1] += FolderPattern.literal(character)
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else if character == "*" {
                pieces.append("")
            } else {
                pieces[pieces.count - 1].append(character)
            }
        }
        guard !escaped, !text.isEmpty else { return nil }
        self.text = text
        self.pieces = pieces
    }

    /// Whether the folder is meant.
    public func matches(_ path: FolderPath) -> Bool {
        let subject = path.description
        guard let first = pieces.first, let last = pieces.last else { return false }
        guard pieces.count > 1 else {
            // People type names in whatever Unicode form their keyboard gives.
            return FolderPath(text: text)?.description == path.description
        }
        guard subject.hasPrefix(first) else { return false }
        var rest = subject.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let next = FolderPattern.end(of: piece, in: rest) else { return false }
            rest = rest[next...]
        }
        return rest.hasSuffix(last)
    }

    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let pattern = FolderPattern(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a folder pattern")
        }
        self = pattern
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private static func literal(_ character: Character) -> String {
        "/=*\\".contains(character) ? "\\\(character)" : String(character)
    }

    private static func end(of piece: String, in text: Substring) -> Substring.Index? {
        var start = text.startIndex
        while start <= text.endIndex {
            if text[start...].hasPrefix(piece) { return text.index(start, offsetBy: piece.count) }
            guard start < text.endIndex else { return nil }
            start = text.index(after: start)
        }
        return nil
    }
}
