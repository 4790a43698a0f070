import MailCore
import Store

/// The source's mail folders, each with the target folder that it would go to.
struct FolderProposal {
    struct Folder {
        var container: SourceContainer
        /// Where the engine would put it without anybody's wish.
        var proposed: FolderPath
        /// Where it goes with the options chosen so far.
        var target: FolderPath
        var specialUse: SpecialUse?
        var isRenamed: Bool
        var existsAtTarget: Bool
        /// Whether it goes unless somebody leaves it out.
        var isDefault: Bool
        /// Whether it goes with the options chosen so far.
        var isChosen: Bool

        var source: FolderPath { container.path }
        var isPossible: Bool { container.exclusion != .notSelectable }
    }

    /// Folders that the page lists, at most; those beyond go where the engine puts them.
    static let mostFolders = 20_000

    var folders: [Folder]
    /// How many folders are not listed.
    var unlisted: Int

    init?(_ draft: Draft, _ services: Services) {
        guard let inspection = draft.inspection, let target = draft.targetDescription else { return nil }
        let containers = inspection.containers.filter { $0.kind == .mail }.inFolderOrder(\.path)
        let defaults = FolderProposal.ways(services.plan(containers, target, Options()))
        let chosen = FolderProposal.ways(services.plan(containers, target, draft.options))
        let existing = Set(target.containers.filter { $0.kind == .mail }.map(\.path))
        unlisted = max(0, containers.count - FolderProposal.mostFolders)
        folders = containers.prefix(FolderProposal.mostFolders).map { container in
            let (proposed, way) = (defaults[container.path], chosen[container.path])
            let target = way?.target ?? proposed?.target ?? container.path
            return Folder(
                container: container,
                proposed: proposed?.target ?? container.path,
                target: target,
                specialUse: proposed?.specialUse,
                isRenamed: way?.isRenamed ?? proposed?.isRenamed ?? false,
                existsAtTarget: existing.contains(target),
                isDefault: proposed != nil,
                isChosen: way != nil
            )
        }
    }

    private static func ways(_ mapping: FolderMapping) -> [FolderPath: FolderMapping.Entry] {
        Dictionary(mapping.entries.map { ($0.source, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
