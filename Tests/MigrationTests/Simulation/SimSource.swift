import MailCore

/// The simulated source.
final class SimSource: Source, @unchecked Sendable {
    let world: World
    let life: Life
    private let isClosed = Box(false)

    init(_ world: World, _ life: Life) {
        self.world = world
        self.life = life
    }

    private func enter(_ name: String) async throws(Problem) {
        world.calls += 1
        try life.step()
        await world.executor.sleep(Double(world.random.below(50)) / 1000)
        try life.check()
        if let refusal = world.sourceRefusal { throw refusal }
        if let problem = world.fault() {
            world.note("source.\(name) meets \(problem.code)")
            throw problem
        }
        world.note("source.\(name)")
    }

    func describe() async throws(Problem) -> SourceDescription {
        try await enter("describe")
        return SourceDescription(
            kinds: [.mail],
            capabilities: [],
            accountIdentity: AccountIdentity(servers: ["source"], account: "a")
        )
    }

    func containers(_ kind: Kind) async throws(Problem) -> [SourceContainer] {
        try await enter("containers")
        return world.source.map(container)
    }

    private func container(_ folder: SimFolder) -> SourceContainer {
        SourceContainer(
            kind: .mail,
            path: folder.path,
            wireName: folder.path.description,
            stableID: world.behaviour.hasStableIDs ? "id\(folder.validity % 1000)" : nil,
            validity: String(folder.validity),
            count: folder.messages.count,
            isSubscribed: folder.isSubscribed,
            checkpoint: world.behaviour.tellsCheckpoints ? checkpoint(folder) : nil
        )
    }

    private func checkpoint(_ folder: SimFolder) -> Checkpoint {
        Checkpoint("\(folder.validity)/\(folder.modSeq)/\(folder.messages.count)")
    }

    func items(_ requests: [ListingRequest]) -> AsyncThrowingStream<ListingEvent, any Error> {
        let events = Box<[ListingEvent]?>(nil)
        return AsyncThrowingStream { [self] in
            if events.value == nil {
                try await enter("items")
                events.value = requests.indices.flatMap { list(requests[$0], $0) }
            }
            try life.check()
            if world.random.chance(3), let problem = world.fault() { throw problem }
            guard events.value?.isEmpty == false, try await !world.isCut(.source, isClosed) else { return nil }
            return events.value?.removeFirst()
        }
    }

    private func list(_ request: ListingRequest, _ index: Int) -> [ListingEvent] {
        guard let place = world.sourceFolder(request.container.path) else {
            return [.failed(request: index, Problem(.folderUnreadable, reaction: .skip, fixer: .you))]
        }
        let folder = world.source[place]
        var since = 0
        var events: [ListingEvent] = []
        var isRenumbered = false
        if let checkpoint = request.since {
            let parts = checkpoint.text.split(separator: "/").compactMap { Int($0) }
            if parts[0] != folder.validity {
                isRenumbered = true
                events.append(.renumbered(request: index))
            } else {
                since = parts[1]
            }
        }
        let items = folder.messages.filter { $0.changed > since }.map { item($0, folder, isRenumbered) }
        for start in stride(from: 0, to: items.count, by: 7) {
            events.append(.items(request: index, Array(items[start..<min(start + 7, items.count)])))
        }
        if since > 0 {
            events.append(.present(request: index, folder.messages.map(folder.reference)))
        }
        return events + [.end(request: index, checkpoint(folder))]
    }

    private func item(_ message: SimMessage, _ folder: SimFolder, _ withFingerprint: Bool) -> SourceItem {
        SourceItem(
            reference: folder.reference(message),
            size: message.content.announced,
            date: InternalDate(seconds: message.date),
            flags: message.flags,
            fingerprint: withFingerprint ? message.content.fingerprint : nil,
            twin: message.twin
        )
    }

    func fetch(_ references: [Reference], from container: SourceContainer) -> AsyncThrowingStream<FetchEvent, any Error>
    {
        let rest = Box<[Reference]?>(nil)
        return AsyncThrowingStream { [self] in
            if rest.value == nil {
                try await enter("fetch \(container.path) \(references.map(\.text))")
                rest.value = world.behaviour.reorders ? references.shuffled(using: &world.random) : references
            }
            try life.check()
            if world.random.chance(5), let problem = world.fault() { throw problem }
            guard let reference = rest.value?.first else { return nil }
            rest.value?.removeFirst()
            return try await deliver(reference, container)
        }
    }

    private func deliver(_ reference: Reference, _ container: SourceContainer) async throws -> FetchEvent {
        guard let place = world.sourceFolder(container.path),
            let index = world.source[place].index(reference)
        else { return .failed(reference, Problem(.gone, reaction: .skip, fixer: .you)) }
        let message = world.source[place].messages[index]
        switch message.content.property {
        case .dropsSource:
            throw Problem(.connectionLost, reaction: .retry(afterSeconds: nil), fixer: .provider)
        case .stuck:
            let end = world.executor.now + 3600
            while !isClosed.value, world.executor.now < end { await world.executor.sleep(1) }
            throw Problem(.connectionLost, reaction: .retry(afterSeconds: nil), fixer: .provider)
        case .unreadable:
            return .failed(reference, Problem(.messageUnreadable, reaction: .skip, fixer: .provider))
        default: break
        }
        let bytes = message.content.bytes
        let isLarge = message.content.property == .large
        return .item(
            FetchedItem(
                reference: reference,
                date: InternalDate(seconds: message.date),
                flags: message.flags,
                fingerprint: message.content.fingerprint,
                digest: isLarge ? nil : SimContent.digest(bytes),
                subject: message.content.header,
                content: isLarge ? .stream(length: bytes.count, SimStream(bytes)) : .whole(bytes)
            )
        )
    }

    func inspect(_ references: [Reference], in container: SourceContainer) async throws(Problem) -> [Observation] {
        try await enter("inspect")
        guard let place = world.sourceFolder(container.path) else { return [] }
        let folder = world.source[place]
        return references.compactMap { reference in
            folder.index(reference).map { index in
                let message = folder.messages[index]
                return Observation(reference: reference, size: message.content.announced, flags: message.flags)
            }
        }
    }

    func digests(_ references: [Reference], in container: SourceContainer) async throws(Problem) -> [String?] {
        try await enter("digests")
        guard let place = world.sourceFolder(container.path) else { return references.map { _ in nil } }
        let folder = world.source[place]
        return references.map { reference in
            folder.index(reference).map { SimContent.digest(folder.messages[$0].content.bytes) }
        }
    }

    func close() async { isClosed.value = true }
}

/// A large message's octets.
final class SimStream: ContentStream, @unchecked Sendable {
    private var bytes: [UInt8]?
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func next() async throws(Problem) -> [UInt8]? {
        defer { bytes = nil }
        return bytes
    }

    func discard() async { bytes = nil }
}
