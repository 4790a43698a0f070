import MailCore

/// The folders that the options name, found at once: of thousands of folders a visitor may leave out or rename thousands.
struct FolderChoice {
    private let included: Names
    private let excluded: Names
    private let places: [FolderPath: FolderPath]
    private let placesByText: [String: FolderPath]

    init(_ options: Options) {
        included = Names(options.include)
        excluded = Names(options.exclude)
        places = options.map
        placesByText = Dictionary(
            options.map.map { ($0.key.description, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Whether ``Options/include`` and ``Options/exclude`` leave the folder in.
    func wants(_ path: FolderPath) -> Bool {
        !excluded.contain(path) && (included.isEmpty || included.contain(path))
    }

    /// Whether the folder is asked for by its very name.
    func names(_ path: FolderPath) -> Bool { included.plain.contains(path.description) }

    /// Where it was mapped by hand, typed in whatever Unicode form.
    func place(of path: FolderPath) -> FolderPath? { places[path] ?? placesByText[path.description] }

    /// Patterns, those without a `*` as the names that they are.
    private struct Names {
        let plain: Set<String>
        private let wild: [FolderPattern]

        init(_ patterns: [FolderPattern]) {
            plain = Set(patterns.filter { !$0.isWild }.compactMap { FolderPath(text: $0.text)?.description })
            wild = patterns.filter(\.isWild)
        }

        var isEmpty: Bool { plain.isEmpty && wild.isEmpty }

        func contain(_ path: FolderPath) -> Bool {
            plain.contains(path.description) || wild.contains { $0.matches(path) }
        }
    }
}

extension FolderPattern {
    /// Whether it has a `*` that is not escaped.
    fileprivate var isWild: Bool {
        var isEscaped = false
        for character in text {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "*" {
                return true
            }
        }
        return false
    }
}
