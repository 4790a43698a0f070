public import MailCore

extension Preview {
    /// Looks at both sides and says what a run would do; changes nothing anywhere.
    ///
    /// `preflight` is what both sides said; they are asked again where it is nil.
    public static func make(
        source: any Source,
        target: any Target,
        options: Options,
        preflight: Preflight? = nil
    ) async throws(Problem) -> Preview {
        let known: Preflight
        if let preflight {
            known = preflight
        } else {
            known = try await Preflight.check(source: source, target: target, kinds: options.kinds)
        }
        var containers: [SourceContainer] = []
        for kind in options.kinds.sorted() {
            containers += try await Attempt.on(.source) { () async throws(Problem) in try await source.containers(kind)
            }
        }
        let mapping = FolderMapping.plan(containers, target: known.target, options: options)
        var work = PreviewWork(mapping: mapping, target: known.target, options: options, containers: containers)
        for try await event in Listed(source.items(work.requests), of: work.requests.count) { work.take(event) }
        return await work.preview.named(by: source, containers)
    }

    /// The first of what is too large, with subjects where the source tells them.
    private func named(by source: any Source, _ containers: [SourceContainer]) async -> Preview {
        var preview = self
        for (path, items) in Dictionary(grouping: tooLarge.indices.prefix(100), by: { tooLarge[$0].container }) {
            guard let container = containers.first(where: { $0.kind == tooLarge[items[0]].kind && $0.path == path }),
                let seen = try? await source.inspect(items.map { tooLarge[$0].reference }, in: container)
            else { continue }
            for index in items {
                guard let one = seen.first(where: { $0.reference == tooLarge[index].reference }) else { continue }
                preview.tooLarge[index].subject = one.subject
            }
        }
        return preview
    }
}

/// Adds up a listing.
private struct PreviewWork {
    let target: TargetDescription
    let options: Options
    let requests: [ListingRequest]
    private let entries: [FolderMapping.Entry]
    private(set) var preview: Preview

    init(mapping: FolderMapping, target: TargetDescription, options: Options, containers: [SourceContainer]) {
        self.target = target
        self.options = options
        let byPath = Dictionary(
            containers.map { (PathKey($0.kind, $0.path), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        entries = mapping.entries
        requests = entries.compactMap { entry in
            byPath[PathKey(entry.kind, entry.source)].map { ListingRequest($0) }
        }
        let there = Dictionary(
            target.containers.map { (PathKey($0.kind, $0.path), $0.count ?? 0) },
            uniquingKeysWith: { first, _ in first }
        )
        let folders = entries.map { entry in
            let count = there[PathKey(entry.kind, entry.target)] ?? 0
            return Preview.Folder(entry: entry, items: 0, bytes: 0, atTarget: count)
        }
        preview = Preview(
            folders: folders,
            omissions: mapping.omissions,
            maxItemBytes: target.maxItemBytes,
            freeBytes: target.freeBytes,
            items: 0,
            bytes: 0
        )
    }

    mutating func take(_ event: ListingEvent) {
        guard case .items(let request, let items) = event, preview.folders.indices.contains(request) else { return }
        for item in items { add(item, request) }
    }

    private mutating func add(_ item: SourceItem, _ request: Int) {
        guard options.reasonToSkip(flags: item.flags, date: item.date, size: item.size) == nil else {
            preview.skippedByOptions += 1
            return
        }
        preview.folders[request].items += 1
        preview.folders[request].bytes += item.size
        preview.items += 1
        preview.bytes += item.size
        guard let limit = target.maxItemBytes, item.size > limit else { return }
        preview.tooLargeCount += 1
        guard preview.tooLarge.count < 1000 else { return }
        preview.tooLarge.append(
            ReceiptItem(
                kind: entries[request].kind,
                container: entries[request].source,
                reference: item.reference,
                subject: "",
                date: item.date,
                size: item.size,
                outcome: .failed,
                problem: .tooLarge(limit)
            )
        )
    }
}
