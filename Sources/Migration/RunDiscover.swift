import Journal
import MailCore

/// Listing the source and preparing the target.
extension Run {
    /// Lists what is at the source and makes what is missing at the target, both at once.
    func discover(_ description: TargetDescription) async throws(Problem) {
        let source = try requireSource()
        var containers: [SourceContainer] = []
        for kind in options.kinds.sorted() {
            containers += try await Attempt.on(.source) { () async throws(Problem) in try await source.containers(kind)
            }
        }
        try await place(containers, description)
        async let prepared = Attempt.result(.target) { () async throws(Problem) in try await prepareTargets(description)
        }
        let listing = await Attempt.result(.source) { [containers] () async throws(Problem) in
            try await list(containers, source)
        }
        try await prepared.get()
        try listing.get()
        // What was listed after its target was refused fails too.
        try await failRefused()
    }

    /// Freezes the mapping, and recognises containers under another path (rule 8).
    private func place(_ containers: [SourceContainer], _ target: TargetDescription) async throws(Problem) {
        let known = try await journal.containerRows()
        let identity = Identity.match(known, containers)
        var frozen = try await journal.reader.mapping() ?? FolderMapping()
        // All at once: one folder may have taken another one's old name.
        let old = Dictionary(known.map { ($0.id, $0.container.path) }, uniquingKeysWith: { first, _ in first })
        let renamed = Dictionary(
            identity.same.compactMap { id, container in
                old[id].map { (PathKey(container.kind, $0), container.path) }
            },
            uniquingKeysWith: { first, _ in first }
        )
        for index in frozen.entries.indices {
            let entry = frozen.entries[index]
            frozen.entries[index].source = renamed[PathKey(entry.kind, entry.source)] ?? entry.source
        }
        var mapping = FolderMapping.plan(containers, target: target, options: options, frozen: frozen)
        let isKnown = Set(identity.same.map { PathKey($0.1.kind, $0.1.path) })
        let byPath = Dictionary(
            containers.map { (PathKey($0.kind, $0.path), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let added = mapping.entries.compactMap { entry -> (FolderMapping.Entry, SourceContainer)? in
            let key = PathKey(entry.kind, entry.source)
            guard !isKnown.contains(key), let container = byPath[key] else { return nil }
            return (entry, container)
        }
        // Entries of containers that have vanished stay taken.
        let present = Set(mapping.entries.map { PathKey($0.kind, $0.source) })
        mapping.entries += frozen.entries.filter { !present.contains(PathKey($0.kind, $0.source)) }
        try await journal.place(mapping, added, identity.same)
    }

    /// Lists all containers in which something may be new.
    private func list(_ containers: [SourceContainer], _ source: any Source) async throws(Problem) {
        let byPath = Dictionary(
            containers.map { (PathKey($0.kind, $0.path), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let unreadable = try await journal.unreadableContainers()
        var rows: [ContainerRow] = []
        var requests: [ListingRequest] = []
        for row in try await journal.containerRows() where row.listedPass < pass {
            guard let present = byPath[PathKey(row.container.kind, row.container.path)] else {
                if !row.hasVanished {
                    try await tell(journal.vanish(row.id, pass: pass), row.container.kind, row.container.path)
                }
                continue
            }
            if let old = row.checkpoint, old == present.checkpoint, !unreadable.contains(row.id) {
                _ = try await journal.endListing(of: row.id, old, pass: pass, isComplete: false)
                continue
            }
            rows.append(row)
            requests.append(ListingRequest(present, since: unreadable.contains(row.id) ? nil : row.checkpoint))
        }
        guard !requests.isEmpty else { return }
        try await take(list(requests, of: source), rows, requests)
    }

    /// Lists again the containers that could not be opened (retry).
    func listUnreadable() async throws(Problem) {
        let source = try requireSource()
        let unreadable = try await journal.unreadableContainers()
        let rows = try await journal.containerRows().filter { unreadable.contains($0.id) && $0.listedPass < pass }
        guard !rows.isEmpty else { return }
        let requests = rows.map { ListingRequest($0.container) }
        try await take(list(requests, of: source), rows, requests)
    }

    private func take(
        _ events: Listed<ListingEvent>,
        _ rows: [ContainerRow],
        _ requests: [ListingRequest]
    ) async throws(Problem) {
        var isComplete = requests.map { $0.since == nil }
        var isRenumbered = requests.map { _ in false }
        let options = options
        let skip: @Sendable (SourceItem) -> Problem? = { item in
            options.reasonToSkip(flags: item.flags, date: item.date, size: item.size)
        }
        for try await event in events {
            switch event {
            case .renumbered(let request):
                isComplete[request] = true
                isRenumbered[request] = true
                try await journal.voidReferences(of: rows[request].id)
            case .items(let request, let items):
                let row = rows[request]
                let advance = try await journal.list(
                    items,
                    in: row,
                    pass: pass,
                    isRenumbered: isRenumbered[request],
                    skip: skip
                )
                try await tell(advance, row.container.kind, row.container.path)
            case .present(let request, let references):
                isComplete[request] = true
                try await journal.list(present: references, in: rows[request].id, pass: pass)
            case .end(let request, let checkpoint):
                let row = rows[request]
                let advance = try await journal.endListing(
                    of: row.id,
                    checkpoint,
                    pass: pass,
                    isComplete: isComplete[request]
                )
                try await tell(advance, row.container.kind, row.container.path)
            case .failed(let request, let problem):
                let row = rows[request]
                guard !problem.isTransient else { throw problem.on(.source) }
                let advance = try await journal.failListing(of: row.id, problem.on(.source), pass: pass)
                try await tell(advance, row.container.kind, row.container.path)
            }
        }
    }
}

/// A path of a kind.
struct PathKey: Hashable, Sendable {
    var kind: Kind
    var path: FolderPath

    init(_ kind: Kind, _ path: FolderPath) {
        self.kind = kind
        self.path = path
    }
}

/// Which container of the journal a container of the source is (rule 8).
struct Identity {
    /// Rows of the journal, and the containers that they are now.
    var same: [(Int64, SourceContainer)] = []

    /// By MAILBOXID where both have one, else by path; what then vanished under one path and appeared under another with
    /// the same UIDVALIDITY, the only one on both sides, was renamed.
    static func match(_ known: [ContainerRow], _ present: [SourceContainer]) -> Identity {
        var identity = Identity()
        var rows = known
        var rest = present
        func take(_ isSame: (ContainerRow, SourceContainer) -> Bool) {
            rest = rest.filter { container in
                guard let index = rows.firstIndex(where: { isSame($0, container) }) else { return true }
                identity.same.append((rows.remove(at: index).id, container))
                return false
            }
        }
        take { $0.container.kind == $1.kind && $0.container.stableID != nil && $0.container.stableID == $1.stableID }
        take { $0.container.kind == $1.kind && $0.container.path == $1.path }
        let old = Dictionary(grouping: rows.filter { !$0.hasVanished }, by: \.container.validity)
        let new = Dictionary(grouping: rest, by: \.validity)
        take { row, container in
            guard let validity = container.validity, row.container.validity == validity, !row.hasVanished else {
                return false
            }
            return row.container.kind == container.kind && old[validity]?.count == 1 && new[validity]?.count == 1
        }
        return identity
    }
}
