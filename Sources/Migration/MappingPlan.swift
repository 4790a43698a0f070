public import MailCore

extension FolderMapping {
    /// Decides which source folder goes to which target folder (DESIGN §3, "Folders"); pure.
    ///
    /// - Parameters:
    ///   - containers: All containers of the source, in its order.
    ///   - target: What is at the target: special folders that are there already take what is for them.
    ///   - options: What was chosen; `map` is stronger than every rule.
    ///   - frozen: The entries of earlier passes, which stay as they are.
    /// - Returns: Every container of the kinds chosen, either as an entry or as an omission.
    public static func plan(
        _ containers: [SourceContainer],
        target: TargetDescription,
        options: Options,
        frozen: FolderMapping = FolderMapping()
    ) -> FolderMapping {
        var plan = MappingPlan(target: target, options: options, frozen: frozen)
        return plan.make(containers)
    }
}

/// The work of planning, container by container.
struct MappingPlan {
    let target: TargetDescription
    let options: Options
    private var mapping = FolderMapping()
    /// Folded target paths that are taken, and by which source path's parent chain.
    private var taken: [Key: FolderPath] = [:]
    /// Where source folders went, so that their children follow.
    private var went: [PathKey: FolderPath] = [:]
    private let frozen: [PathKey: FolderMapping.Entry]
    private let choice: FolderChoice
    /// What the target has, by folded path.
    private let existing: [Key: [FolderPath]]
    /// The number that was given last to a name that is taken.
    private var numbers: [Key: Int] = [:]

    struct Key: Hashable {
        var kind: Kind
        var path: String
    }

    init(target: TargetDescription, options: Options, frozen: FolderMapping) {
        self.target = target
        self.options = options
        self.frozen = Dictionary(
            frozen.entries.map { (PathKey($0.kind, $0.source), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        choice = FolderChoice(options)
        existing = Dictionary(
            target.containers.map { (Key(kind: $0.kind, path: $0.path.folded), [$0.path]) },
            uniquingKeysWith: +
        )
        for entry in frozen.entries {
            taken[Key(kind: entry.kind, path: entry.target.folded)] = entry.source
        }
    }

    mutating func make(_ containers: [SourceContainer]) -> FolderMapping {
        for container in containers where options.kinds.contains(container.kind) {
            if let reason = omission(container) {
                mapping.omissions.append(.init(kind: container.kind, source: container.path, reason: reason))
            }
        }
        let moved = containers.filter { options.kinds.contains($0.kind) && omission($0) == nil }
        // Parents first, so that children follow a parent's new name; then back into the source's order.
        var entries: [FolderPath: FolderMapping.Entry] = [:]
        for container in moved.sorted(by: MappingPlan.comesFirst) {
            let entry = entry(container)
            taken[Key(kind: entry.kind, path: entry.target.folded)] = entry.source
            went[PathKey(entry.kind, entry.source)] = entry.target
            entries[container.path] = entry
        }
        mapping.entries = moved.compactMap { entries[$0.path] }
        return mapping
    }

    private func omission(_ container: SourceContainer) -> FolderMapping.Omission.Reason? {
        guard frozen[PathKey(container.kind, container.path)] == nil else { return nil }
        guard container.exclusion != .notSelectable else { return .notSelectable }
        guard choice.wants(container.path) else { return .excluded }
        guard !choice.names(container.path), choice.place(of: container.path) == nil else { return nil }
        if container.specialUse?.isVirtual == true || container.exclusion == .virtual { return .virtual }
        return container.exclusion == .notPersonal ? .notPersonal : nil
    }

    /// INBOX, what was mapped by hand, and special folders choose before others; parents before children.
    private static func comesFirst(_ left: SourceContainer, _ right: SourceContainer) -> Bool {
        let (leftRank, rightRank) = (rank(left), rank(right))
        return leftRank == rightRank ? left.path.names.count < right.path.names.count : leftRank < rightRank
    }

    private static func rank(_ container: SourceContainer) -> Int {
        container.path.isInbox
            ? 0 : container.specialUse != nil ? 1 : SpecialNames.use(of: container.path) != nil ? 2 : 3
    }

    private mutating func entry(_ container: SourceContainer) -> FolderMapping.Entry {
        if let entry = frozen[PathKey(container.kind, container.path)] { return entry }
        var entry = FolderMapping.Entry(kind: container.kind, source: container.path, target: container.path)
        if let chosen = choice.place(of: container.path) {
            entry.target = chosen
            return entry
        }
        entry.specialUse = container.specialUse ?? SpecialNames.use(of: container.path)
        if entry.specialUse?.isVirtual == true { entry.specialUse = nil }
        if container.path.isInbox { return entry }
        if let use = entry.specialUse {
            if let special = special(use, container.kind), isFree(special, container.kind) {
                entry.target = special
                return entry
            }
            if container.specialUse == nil { entry.specialUse = nil }
        }
        let wanted = parent(of: container).map { $0.appending(container.path.name) } ?? container.path
        entry.target = free(allowed(wanted), container.kind)
        entry.isRenamed = entry.target != wanted
        return entry
    }

    /// The target's folder for that use: the one that it announces, or the one whose name says it.
    private func special(_ use: SpecialUse, _ kind: Kind) -> FolderPath? {
        let candidates = target.containers.filter { $0.kind == kind && $0.isSelectable }
        if let announced = candidates.first(where: { $0.specialUse == use }) { return announced.path }
        return candidates.first { $0.specialUse == nil && SpecialNames.use(of: $0.path) == use }?.path
    }

    private func parent(of container: SourceContainer) -> FolderPath? {
        guard let parent = container.path.parent else { return nil }
        if let chosen = went[PathKey(container.kind, parent)] { return chosen }
        if let entry = frozen[PathKey(container.kind, parent)] { return entry.target }
        return parent
    }

    private func isFree(_ path: FolderPath, _ kind: Kind) -> Bool {
        taken[Key(kind: kind, path: path.folded)] == nil
    }

    /// Characters that the target cannot have in a name are replaced.
    private func allowed(_ path: FolderPath) -> FolderPath {
        let forbidden = Set(target.forbiddenCharacters)
        let names = path.names.map { name in String(name.map { forbidden.contains($0) ? "_" : $0 }) }
        return FolderPath(names) ?? path
    }

    /// A path that no other folder has, when compared without regard to case and Unicode form.
    private mutating func free(_ path: FolderPath, _ kind: Kind) -> FolderPath {
        guard !isFree(path, kind) || collides(path, kind) else { return path }
        let key = Key(kind: kind, path: path.folded)
        var number = numbers[key] ?? 2
        while true {
            numbers[key] = number
            let names = path.names.dropLast() + ["\(path.name) (\(number))"]
            if let candidate = FolderPath(Array(names)), isFree(candidate, kind), !collides(candidate, kind) {
                return candidate
            }
            number += 1
        }
    }

    /// Whether the target has a folder that differs from this one in case or Unicode form alone.
    private func collides(_ path: FolderPath, _ kind: Kind) -> Bool {
        existing[Key(kind: kind, path: path.folded)]?.contains { $0 != path } ?? false
    }
}

extension FolderPath {
    /// What two paths share that some server would take for one; Swift compares canonically equivalent text as equal.
    var folded: String { description.lowercased() }
}
