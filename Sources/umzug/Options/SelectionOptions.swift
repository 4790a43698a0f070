import ArgumentParser
import Foundation
import MailCore

/// What is to be moved.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: .init(
            "The kinds to move, comma-separated (default: all that the endpoints can carry).",
            valueName: "kinds"
        )
    )
    var kinds: String?

    @Option(
        help: .init("Only this folder, may be repeated; * matches anything, \\ escapes / = * \\.", valueName: "folder")
    )
    var include: [String] = []

    @Option(help: .init("Not this folder, may be repeated; stronger than --include.", valueName: "folder"))
    var exclude: [String] = []

    @Option(help: .init("Put a source folder elsewhere, as FROM=TO; may be repeated.", valueName: "from=to"))
    var map: [String] = []

    @Option(
        name: .customLong("map-file"),
        help: .init("A file with one FROM=TO a line; # begins a comment.", valueName: "file")
    )
    var mapFile: String?

    @Option(help: .init("Only what was received on this day (UTC) or later, as YYYY-MM-DD.", valueName: "day"))
    var since: String?

    @Option(name: .customLong("max-size"), help: .init("Only items of at most so many bytes.", valueName: "bytes"))
    var maxSize: Int?

    @Flag(name: .customLong("exact-only"), help: "Let an item fail rather than alter it slightly.")
    var exactOnly = false

    @Flag(name: .customLong("include-deleted"), help: "Copy messages marked as deleted too.")
    var includeDeleted = false

    func validate() throws {
        _ = try options(maxWait: nil)
    }

    /// The choice as the engine takes it.
    func options(maxWait: Int?) throws -> Options {
        var options = Options(kinds: try kinds.map(Arguments.kinds) ?? [.mail])
        options.include = try include.map(Arguments.pattern)
        options.exclude = try exclude.map(Arguments.pattern)
        for pair in try (map + linesOfMapFile()).map(Arguments.mapping) { options.map[pair.0] = pair.1 }
        options.since = try since.map(Arguments.day)
        guard maxSize.map({ $0 > 0 }) ?? true else { throw ValidationError("--max-size is at least 1") }
        options.maxSize = maxSize
        options.exactOnly = exactOnly
        options.includeDeleted = includeDeleted
        options.maxWait = maxWait
        return options
    }

    private func linesOfMapFile() throws -> [String] {
        guard let mapFile else { return [] }
        guard let data = FileManager.default.contents(atPath: mapFile),
            let text = String(validating: data, as: UTF8.self)
        else { throw ValidationError("cannot read \(mapFile) as UTF-8 text") }
        return text.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }
}
