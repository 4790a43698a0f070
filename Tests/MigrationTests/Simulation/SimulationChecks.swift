import Journal
import MailCore

@testable import Migration

/// What has to be true after each chapter.
extension Simulation {
    func check(_ chapter: String, before: Snapshot, after: Snapshot, isDelta: Bool) async {
        let findingsBefore = findings.count
        checkSource(chapter, before, after)
        await checkSums(chapter)
        let mapping = (try? await memory.open().reader.mapping()) ?? FolderMapping()
        if isDelta {
            checkDelta(chapter, before, after, mapping)
        } else {
            await checkFirst(chapter, before, after, mapping)
        }
        checkForeign(chapter, before, after)
        if findings.count > findingsBefore { world.note("\(chapter) is wrong") }
    }

    /// Rule 5: nothing at the source changes.
    private func checkSource(_ chapter: String, _ before: Snapshot, _ after: Snapshot) {
        let old = before.source.flatMap(\.messages)
        if old != after.source.flatMap(\.messages) { findings.append("\(chapter): the source changed") }
    }

    /// Rule 4: found is the sum of what became of the items, and the sums are those of the rows.
    private func checkSums(_ chapter: String) async {
        let journal = memory.open()
        let counts = (try? await journal.reader.counts()[.mail]) ?? Counts()
        let rows = (try? await journal.recount()[.mail]) ?? Counts()
        if counts.found != counts.done { findings.append("\(chapter): found \(counts.found), done \(counts.done)") }
        var expected = counts
        expected.containers = 0
        if rows != expected { findings.append("\(chapter): sums \(counts), rows \(rows)") }
        let listed = world.source.reduce(0) { $0 + $1.messages.count }
        if counts.found < listed { findings.append("\(chapter): found \(counts.found) of \(listed)") }
    }

    /// Whether the item is to be copied, by its properties alone.
    func isWanted(_ message: SimMessage) -> Bool {
        !message.flags.system.contains(.deleted) && !message.content.fails
            && (options.since.map { message.date >= $0 } ?? true)
    }

    private func checkFirst(_ chapter: String, _ before: Snapshot, _ after: Snapshot, _ mapping: FolderMapping) async {
        var expected = Counts()
        for entry in mapping.entries {
            guard let folder = before.source.first(where: { $0.path == entry.source }) else { continue }
            guard !world.refuses(entry.target) else {
                expected.failed += folder.messages.count { !isLeftOut($0) }
                expected.skipped += folder.messages.count { isLeftOut($0) }
                continue
            }
            let there = before.contents(entry.target)
            let now = after.contents(entry.target)
            let groups = Dictionary(grouping: folder.messages, by: \.content)
            for (content, messages) in groups {
                let wanted = messages.filter(isWanted)
                let held = content.property == .altered ? 0 : there[content] ?? 0
                expected.failed += content.fails ? messages.count { isWantedButFails($0) } : 0
                expected.skipped += messages.count { isLeftOut($0) }
                expected.alreadyThere += min(held, wanted.count)
                expected.copied += max(0, wanted.count - held)
                let demand = max(held, wanted.count)
                let found = now[content.stored] ?? 0
                if found != demand {
                    findings.append(
                        "\(chapter): \(entry.target) has \(found) of \(content.header)/\(content.body), not \(demand)"
                    )
                }
                checkFlags(chapter, wanted, content, entry.target, before, after)
            }
        }
        guard let counts = try? await memory.open().reader.counts()[.mail] else { return }
        let sums = (counts.failed, counts.skipped, counts.alreadyThere, counts.copied)
        let demand = (expected.failed, expected.skipped, expected.alreadyThere, expected.copied)
        if sums != demand { findings.append("\(chapter): failed, skipped, there, copied \(sums), not \(demand)") }
    }

    private func isLeftOut(_ message: SimMessage) -> Bool {
        message.flags.system.contains(.deleted) || (options.since.map { message.date < $0 } ?? false)
    }

    private func isWantedButFails(_ message: SimMessage) -> Bool { !isLeftOut(message) && message.content.fails }

    /// Copies have the source's flags and date.
    private func checkFlags(
        _ chapter: String,
        _ wanted: [SimMessage],
        _ content: SimContent,
        _ path: FolderPath,
        _ before: Snapshot,
        _ after: Snapshot
    ) {
        guard wanted.count == 1, before.contents(path)[content.stored] == nil,
            let copy = after.target.first(where: { $0.path == path })?.messages.first(where: {
                $0.content == content.stored
            })
        else { return }
        var (flags, demand) = (copy.flags, wanted[0].flags)
        if !world.behaviour.takesKeywords { demand.keywords = [] }
        flags.system.subtract([.seen, .flagged])
        demand.system.subtract([.seen, .flagged])
        if !flags.matches(demand) || copy.date != wanted[0].date {
            findings.append("\(chapter): \(content.header) has other flags or another date")
        }
    }

    /// Rule 7: what is new is copied once, and nothing comes back.
    private func checkDelta(_ chapter: String, _ before: Snapshot, _ after: Snapshot, _ mapping: FolderMapping) {
        for folder in after.target {
            let old = before.contents(folder.path)
            let now = after.contents(folder.path)
            for (content, count) in old where (now[content] ?? 0) < count {
                findings.append("\(chapter): \(folder.path) lost \(content.header)")
            }
            for (content, count) in now where count > old[content] ?? 0 {
                checkAddition(chapter, content, folder.path, count - (old[content] ?? 0), before, after)
            }
        }
        // Everything wanted is somewhere at the target, or was there once.
        for folder in before.source where !isRefused(folder, mapping) {
            for message in folder.messages where isWanted(message) {
                let isThere = after.target.contains { $0.messages.contains { $0.content == message.content.stored } }
                if !isThere, !wasCopied.contains(message.content.stored) {
                    findings.append("\(chapter): \(message.content.header) is missing")
                }
            }
        }
    }

    /// Whether the target takes the folder under no name.
    private func isRefused(_ folder: SimFolder, _ mapping: FolderMapping) -> Bool {
        mapping.entries.contains { $0.source == folder.path && world.refuses($0.target) }
    }

    private func checkAddition(
        _ chapter: String,
        _ content: SimContent,
        _ path: FolderPath,
        _ count: Int,
        _ before: Snapshot,
        _ after: Snapshot
    ) {
        guard !content.header.hasPrefix("new") else { return }
        let atSource = before.source.flatMap(\.messages).count { $0.content.stored == content }
        let atTarget = after.target.flatMap(\.messages).count { $0.content == content && $0.isOurs }
        if wasCopied.contains(content), atTarget > atSource {
            findings.append("\(chapter): \(content.header) came back to \(path)")
        }
        if atTarget > atSource {
            findings.append("\(chapter): \(content.header) is there \(atTarget) times, not \(atSource)")
        }
    }

    /// Contents that the target had after the first pass.
    private var wasCopied: Set<SimContent> { everThere }

    /// What was at the target before, and what came from elsewhere, is as it was.
    private func checkForeign(_ chapter: String, _ before: Snapshot, _ after: Snapshot) {
        for folder in before.target {
            for message in folder.messages where !message.isOurs {
                let now = after.target.first { $0.path == folder.path }?.messages.first { $0.birth == message.birth }
                guard let now else {
                    findings.append("\(chapter): \(message.content.header) in \(folder.path), not ours, is gone")
                    continue
                }
                var (old, new) = (message, now)
                // People may have read or flagged it meanwhile.
                for flag in [Flags.System.seen, .flagged] {
                    old.flags.system.insert(flag)
                    new.flags.system.insert(flag)
                }
                new.isUsed = old.isUsed
                new.uid = old.uid
                if old != new {
                    findings.append("\(chapter): \(message.content.header) in \(folder.path), not ours, changed")
                }
            }
        }
        for folder in after.target {
            for message in folder.messages { everThere.insert(message.content) }
        }
    }

    // MARK: - Undo

    /// Rule 8: in a folder that was renumbered, ours cannot be told from one that looks the same and is or was there
    /// without our doing; nor where people moved the copy of one label into the folder of another.
    private func isAmbiguous(_ message: SimMessage, _ path: FolderPath, _ snapshots: Snapshot...) -> Bool {
        let labelled = world.source.flatMap(\.messages).filter { $0.twin != nil }.map(\.content.stored)
        guard world.renumbered.contains(path) || labelled.contains(message.content) else { return false }
        return snapshots.contains { snapshot in
            let folder = snapshot.target.first { $0.path == path }
            return folder?.messages.contains {
                (!$0.isOurs || $0.isUsed) && $0.content.fingerprint == message.content.fingerprint
            } ?? false
        }
    }

    /// Rule 6: what is left of ours was used, or is gone from the source, or could not be compared.
    func checkUndo(_ start: Snapshot, _ before: Snapshot, _ summary: Summary, isSimple: Bool) async {
        checkSource("undo", before, Snapshot(world))
        checkForeign("undo", before, Snapshot(world))
        await checkSums("undo")
        guard summary.state == .undone else { return findings.append("undo ended \(summary.state.name)") }
        // What was moved to where nothing can be read for the target, whatever it is called by now, has disappeared as far as
        // that goes.
        let mapping = (try? await memory.open().reader.mapping()) ?? FolderMapping()
        let sources = Set(
            world.source.filter { !world.isHopeless($0.path) && !isRefused($0, mapping) }.flatMap(\.messages)
                .map(\.content.stored)
        )
        let isGone = { (content: SimContent) in !sources.contains(content) }
        var left = 0
        for folder in world.target {
            for message in folder.messages where message.isOurs {
                left += 1
                let isDoubtful = message.content.property == .altered || message.content.property == .large
                let isJustified =
                    message.isUsed || isGone(message.content) || isDoubtful
                    || isAmbiguous(message, folder.path, start, before)
                if !isJustified {
                    let reasons = told.filter { $0.outcome == .kept && $0.subject == message.content.header }.map(
                        \.problem.code.rawValue
                    )
                    findings.append("undo left \(message.content.header) in \(folder.path): \(reasons)")
                }
            }
        }
        let counts = summary.kinds[.mail] ?? Counts()
        if counts.removed + counts.kept != counts.copied {
            findings.append("undo: copied \(counts.copied), removed \(counts.removed), kept \(counts.kept)")
        }
        if left > counts.kept { findings.append("undo left \(left), says \(counts.kept)") }
        guard left == 0, isSimple else { return }
        let paths = { (folders: [SimFolder]) in Set(folders.map(\.path)) }
        if paths(world.target) != paths(start.target) { findings.append("undo left folders \(paths(world.target))") }
    }
}
