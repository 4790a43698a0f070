import Journal
import MailCore

/// Folders whose names the target refuses go by plain ones (DESIGN §3, "Folders").
extension Run {
    /// Tries the plain form of each name, once; where that is refused too, the folder's items fail.
    func rename(_ refused: [TargetRow], _ description: TargetDescription) async throws(Problem) {
        var names = Renaming(try await journal.targetRows(), refused: refused, description)
        let paths = names.names(for: refused)
        let stubborn = refused.filter { paths[$0.id] == nil }
        try await journal.record(stubborn)
        guard !paths.isEmpty else { return }
        try await journal.rename(paths)
        let rows = try await journal.targetRows().filter { paths[$0.id] != nil }
        try await prepare(rows, description, mayRename: false)
        try await nameRefused(refused, paths)
        try await tellRenamed(Set(paths.keys))
    }

    /// What is refused by both names is told by the one that a person knows.
    private func nameRefused(_ rows: [TargetRow], _ paths: [Int64: FolderPath]) async throws(Problem) {
        let names = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.path.description) })
        let refused = try await journal.targetRows().compactMap { row -> TargetRow? in
            guard row.creation == .refused, let tried = paths[row.id] else { return nil }
            var row = row
            row.problem?.arguments["folder"] = names[row.id]
            row.problem?.arguments["tried"] = tried.description
            return row
        }
        try await journal.record(refused)
    }

    private func tellRenamed(_ targets: Set<Int64>) async throws(Problem) {
        for renamed in try await journal.renamedFolders() where targets.contains(renamed.target) {
            report(.item(renamed.item))
        }
    }
}

extension TargetRow {
    /// Whether another name may help: it was refused, and not for want of the right to make folders.
    var isNameRefused: Bool {
        creation == .refused && problem?.code == .folderRefused && problem?.arguments["cause"] == nil
    }
}
