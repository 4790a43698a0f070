import MailCore
import Store
import Texts

/// The rows of the live page's tables.
struct LiveRows {
    let record: MigrationRecord
    let voice: Voice

    private var projection: Projection { record.projection }

    var kinds: [LiveModel.KindRow] {
        let kinds = record.options.kinds.union(projection.counts.keys).sorted()
        return kinds.map { kind in
            let counts = projection.counts[kind] ?? Counts()
            let isNow = current == kind
            return LiveModel.KindRow(
                name: voice.name(of: kind),
                icon: Icon.of(kind).rawValue,
                standing: standing(kind),
                isNow: isNow,
                hasBar: isNow && counts.found > 0,
                value: counts.done,
                max: max(counts.found, 1),
                inTarget: voice.formats.number(counts.arrived - counts.removed),
                of: voice.count("live.of", ["total": counts.found]),
                there: cell(counts.alreadyThere),
                left: cell(counts.skipped),
                errors: cell(counts.failed)
            )
        }
    }

    /// How many folders, how many of them are done, and how many had nothing to do.
    var foldersHint: String {
        let full = projection.folders.filter { $0.total > 0 }
        let done = full.count { $0.done >= $0.total && $0.failed == 0 }
        let empty = projection.folders.count - full.count
        let arguments = ["total": String(projection.folders.count), "done": String(done)]
        if isCounting { return voice.formats.number(projection.folders.count) }
        if full.isEmpty { return voice.say("live.foldersEmpty", arguments) }
        guard empty > 0 else { return voice.say("live.foldersHint", arguments) }
        return voice.say("live.foldersHint", arguments.merging(["empty": String(empty)]) { $1 })
    }

    /// Folders that the page shows, at most: it is sent again whenever something changes.
    static let mostFolders = 300

    /// How many folders are not shown.
    var foldersMore: String? {
        let more = projection.folders.count - LiveRows.mostFolders
        return more > 0 ? voice.count("live.foldersMore", ["n": more]) : nil
    }

    var folders: [LiveModel.FolderRow] {
        shown.inFolderOrder(\.path).map { folder in
            let isNow = isNow(folder)
            return LiveModel.FolderRow(
                name: folder.path.description,
                target: (folder.target ?? folder.path).description,
                isRenamed: folder.target.map { $0 != folder.path } ?? false,
                standing: standing(folder, isNow: isNow),
                isNow: isNow && folder.done < folder.total,
                isEmpty: folder.total == 0,
                done: voice.formats.number(max(0, folder.done - folder.failed)),
                of: voice.count("live.of", ["total": folder.total]),
                size: folder.total == 0 ? "" : folder.bytes.map(voice.formats.size) ?? ""
            )
        }
    }

    /// The folders to be shown: of too many those where something happens, is amiss or is left to do.
    private var shown: [Projection.Folder] {
        guard projection.folders.count > LiveRows.mostFolders else { return projection.folders }
        let ranked = projection.folders.enumerated().map { (rank: rank($1), place: $0, folder: $1) }
        return ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.prefix(LiveRows.mostFolders).map(\.folder)
    }

    private func rank(_ folder: Projection.Folder) -> Int {
        if isNow(folder) { return 0 }
        if folder.failed > 0 { return 1 }
        if folder.total == 0 { return 5 }
        if folder.done >= folder.total { return 4 }
        return folder.done > 0 ? 2 : 3
    }

    private func isNow(_ folder: Projection.Folder) -> Bool {
        current == folder.kind && projection.progress?.container == folder.path
    }

    private var isCounting: Bool { projection.state.isCounting }

    /// The kind in hand, also while the pass stands still.
    private var current: Kind? {
        if case .copying(let kind) = projection.state.underneath { kind } else { nil }
    }

    private func standing(_ kind: Kind) -> LiveModel.Standing {
        switch projection.state.underneath {
        case .queued: return standing("idle", .open, "live.openWord")
        case .discovering: return standing("busy", .part, "live.counting")
        case .copying(let now) where now == kind: return moving
        case .copying(let now) where now < kind: return standing("idle", .later, "live.later")
        case .undoing: return moving
        case .undone: return standing("idle", .undo, "state.undone")
        default:
            let counts = projection.counts[kind] ?? Counts()
            let failed = counts.failed
            // What was called off before it began is not done, although nothing is left of nothing.
            let isLeft = counts.done < counts.found || projection.pass == 0
            if isLeft { return standing("idle", .open, "live.openWord") }
            guard failed > 0 else { return standing("good", .done, "live.done") }
            return LiveModel.Standing(
                tone: "bad",
                icon: Icon.bad.rawValue,
                word: voice.count("live.failedWord", ["n": failed])
            )
        }
    }

    private func standing(_ folder: Projection.Folder, isNow: Bool) -> LiveModel.Standing {
        guard folder.total > 0 else {
            return isCounting ? standing("idle", .later, "live.counting") : standing("idle", .open, "live.empty")
        }
        if isCounting { return standing("idle", .open, "live.openWord") }
        if folder.failed > 0, folder.done >= folder.total {
            let word = voice.count("live.failedWord", ["n": folder.failed])
            return LiveModel.Standing(tone: "bad", icon: Icon.bad.rawValue, word: word)
        }
        if folder.done >= folder.total { return standing("good", .done, "live.done") }
        if isNow || (folder.done > 0 && current == folder.kind) { return moving }
        return standing("idle", .open, "live.openWord")
    }

    /// What is at work, or would be if the pass did not stand still.
    private var moving: LiveModel.Standing {
        switch projection.state {
        case .paused: standing("warn", .pause, "live.pausedWord")
        case .stopped: standing("idle", .pause, "live.stoppedWord")
        default: standing("busy", .part, "live.running")
        }
    }

    private func standing(_ tone: String, _ icon: Icon, _ key: String) -> LiveModel.Standing {
        LiveModel.Standing(tone: tone, icon: icon.rawValue, word: voice.say(key))
    }

    private func cell(_ number: Int) -> LiveModel.Cell {
        LiveModel.Cell(text: voice.formats.number(number), isQuiet: number == 0)
    }
}
