import MailCore

/// The order in which people look for folders: the inbox and what is in it, then by name, umlauts beside their letters.
struct FolderOrder: Comparable {
    private let isElsewhere: Bool
    private let levels: [String]

    init(_ path: FolderPath) {
        isElsewhere = path.names.first != FolderPath.inbox.names.first
        levels = path.names.map { $0.lowercased().map { FolderOrder.letters[$0] ?? String($0) }.joined() }
    }

    static func < (one: FolderOrder, other: FolderOrder) -> Bool {
        guard one.isElsewhere == other.isElsewhere else { return other.isElsewhere }
        return one.levels.lexicographicallyPrecedes(other.levels)
    }

    private static let letters: [Character: String] = [
        "ä": "a", "à": "a", "á": "a", "â": "a", "å": "a", "ç": "c", "é": "e", "è": "e", "ê": "e", "ë": "e", "î": "i",
        "ï": "i", "ñ": "n", "ö": "o", "ô": "o", "ó": "o", "ø": "o", "ß": "ss", "ü": "u", "ù": "u", "û": "u", "œ": "oe",
    ]
}

extension Sequence {
    /// In the order in which people look for folders.
    func inFolderOrder(_ path: (Element) -> FolderPath) -> [Element] {
        map { (FolderOrder(path($0)), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
