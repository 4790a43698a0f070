import Journal
import MailCore

/// Finds other names for folders whose names the target refuses.
///
/// Nobody can tell which level of a path is at fault: all of it is made plain, except for what is at the target already.
/// No two folders of the migration get one name; a folder that the target has under the new name is used, as one of the
/// old name would have been.
struct Renaming {
    private let there: Set<PathKey>
    private var taken: Set<PathKey>

    /// What is at the target, and what other folders of the migration are called there.
    init(_ rows: [TargetRow], refused: [TargetRow], _ description: TargetDescription) {
        let ids = Set(refused.map(\.id))
        let others = rows.filter { !ids.contains($0.id) }
        there = Set(
            description.containers.map { PathKey($0.kind, $0.path) }
                + others.filter { $0.mark != nil }.map { PathKey($0.kind, $0.path) }
        )
        taken = Set(others.map { Renaming.folded($0.kind, $0.path) })
    }

    /// The new path of each row, parents first; none for one that is plain already.
    mutating func names(for refused: [TargetRow]) -> [Int64: FolderPath] {
        var names: [Int64: FolderPath] = [:]
        var renamed: [PathKey: FolderPath] = [:]
        for row in refused.sorted(by: { $0.path.names.count < $1.path.names.count }) {
            let plain = plain(row, renamed)
            let path = plain == row.path ? row.path : free(plain, row.kind)
            taken.insert(Renaming.folded(row.kind, path))
            guard path != row.path else { continue }
            names[row.id] = path
            renamed[PathKey(row.kind, row.path)] = path
        }
        return names
    }

    private func plain(_ row: TargetRow, _ renamed: [PathKey: FolderPath]) -> FolderPath {
        var start: [String] = []
        for ancestor in row.path.ancestors {
            let key = PathKey(row.kind, ancestor)
            if let path = renamed[key] {
                start = path.names
            } else if there.contains(key) {
                start = ancestor.names
            } else {
                start.append(Renaming.plain(ancestor.name, under: start))
            }
        }
        return FolderPath(start + [Renaming.plain(row.path.name, under: start)]) ?? row.path
    }

    /// A level inside another one; some servers (Cyrus) take none that is called like INBOX.
    private static func plain(_ name: String, under parents: [String]) -> String {
        let plain = PlainName.of(name)
        return !parents.isEmpty && plain.uppercased() == "INBOX" ? plain + "_" : plain
    }

    private func free(_ path: FolderPath, _ kind: Kind) -> FolderPath {
        var candidate = path
        var number = 2
        while isTaken(candidate, kind) {
            candidate = FolderPath(path.names.dropLast() + ["\(path.name)_\(number)"]) ?? path
            number += 1
        }
        return candidate
    }

    /// INBOX is never somebody else's new name; neither is one that the target may take for another's.
    private func isTaken(_ path: FolderPath, _ kind: Kind) -> Bool {
        path.isInbox || taken.contains(Renaming.folded(kind, path))
            || there.contains { $0.kind == kind && $0.path != path && $0.path.folded == path.folded }
    }

    private static func folded(_ kind: Kind, _ path: FolderPath) -> PathKey {
        PathKey(kind, FolderPath(path.names.map { $0.lowercased() }) ?? path)
    }
}
