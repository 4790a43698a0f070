import MailCore

/// The simulated target.
final class SimTarget: Target, @unchecked Sendable {
    let world: World
    let life: Life
    private let isClosed = Box(false)

    init(_ world: World, _ life: Life) {
        self.world = world
        self.life = life
    }

    /// A call: it may meet trouble before its effect, or after, when only the answer is lost.
    private func call<T: Sendable>(_ name: String, _ effect: () throws(Problem) -> T) async throws(Problem) -> T {
        world.calls += 1
        try life.step()
        await world.executor.sleep(Double(world.random.below(50)) / 1000)
        try life.check()
        if world.isBusyTarget, world.random.chance(4) { world.people() }
        let problem = world.fault()
        if let problem, world.random.chance(50) {
            world.note("target.\(name) meets \(problem.code) before")
            throw problem
        }
        world.note("target.\(name)")
        let value = try effect()
        // The process may die with the effect done and the answer on its way.
        try life.step()
        if let problem {
            world.note("target.\(name) meets \(problem.code) after")
            throw problem
        }
        await world.executor.sleep(Double(world.random.below(50)) / 1000)
        try life.check()
        return value
    }

    func describe() async throws(Problem) -> TargetDescription {
        try await call("describe") { () throws(Problem) in
            let containers = world.target.map { folder in
                TargetDescription.Container(
                    kind: .mail,
                    path: folder.path,
                    count: folder.messages.count,
                    mark: folder.mark,
                    isSubscribed: folder.isSubscribed
                )
            }
            return TargetDescription(
                kinds: [.mail],
                accountIdentity: AccountIdentity(servers: ["target"], account: "a"),
                maxItemBytes: world.behaviour.maxItemBytes,
                containers: containers,
                batchLimit: world.behaviour.batchLimit,
                concurrency: 3
            )
        }
    }

    func marks(_ paths: [FolderPath], kind: Kind) async throws(Problem) -> [Mark?] {
        try await call("marks") { () throws(Problem) in
            paths.map { path in world.targetFolder(path).map { world.target[$0].mark } }
        }
    }

    func create(_ requests: [CreationRequest]) async throws(Problem) -> [Creation] {
        try await call("create") { () throws(Problem) in
            requests.map { request in
                guard world.targetFolder(request.path) == nil else { return .existed }
                guard !world.refuses(request.path) else {
                    let name = ["folder": request.path.description]
                    return .refused(Problem(.folderRefused, name, reaction: .skip, fixer: .you))
                }
                world.serial += 1
                world.target.append(SimFolder(path: request.path, validity: 5000 + world.serial))
                return .created(world.behaviour.tellsMarkOnCreation ? world.target[world.target.count - 1].mark : nil)
            }
        }
    }

    func subscribe(_ paths: [FolderPath], _ wanted: Bool, kind: Kind) async throws(Problem) {
        try await call("subscribe \(wanted)") { () throws(Problem) in
            for path in paths {
                if let place = world.targetFolder(path) { world.target[place].isSubscribed = wanted }
            }
        }
    }

    func store(_ batch: Batch) async throws(Problem) -> [Outcome] {
        try await call("store \(batch.path) \(batch.items.map(\.reference.text))") { () throws(Problem) in
            guard let place = world.targetFolder(batch.path) else {
                throw Problem(.folderRefused, reaction: .skip, fixer: .you)
            }
            let contents = batch.items.map { item in world.content(item) }
            if let bad = contents.firstIndex(where: { $0.property == .dropsTarget }) {
                let stored = world.random.below(bad + 1)
                for index in 0..<stored where !contents[index].fails {
                    _ = put(batch.items[index], contents[index], place)
                }
                throw Problem(.connectionLost, reaction: .retry(afterSeconds: nil), fixer: .provider)
            }
            if contents.contains(where: { $0.property == .throttled }) {
                throw Problem(.throttled, ["host": "h"], reaction: .retry(afterSeconds: 60), fixer: .provider)
            }
            let isRefused = contents.contains { $0.property == .refused || $0.property == .secretlyTooLarge }
            if batch.items.count > 1, isRefused {
                if world.behaviour.keepsFirstOfRefused, !contents[0].fails {
                    _ = put(batch.items[0], contents[0], place)
                }
                throw Problem(.batchRefused, reaction: .skip, fixer: .provider)
            }
            return zip(batch.items, contents).map { item, content in
                switch content.property {
                case .refused: .failed(Problem(.messageRefused, reaction: .skip, fixer: .provider))
                case .secretlyTooLarge: .failed(Problem(.tooLarge, reaction: .skip, fixer: .provider))
                default: .stored(put(item, content, place))
                }
            }
        }
    }

    private func put(_ item: FetchedItem, _ content: SimContent, _ place: Int) -> Stored {
        var losses: [Loss] = content.property == .altered ? [.lineEndings] : []
        var flags = item.flags
        if !world.behaviour.takesKeywords, !flags.keywords.isEmpty {
            flags.keywords = []
            losses.append(.keywords)
        }
        let stored = content.stored
        let uid = world.target[place].add(stored, date: item.date?.seconds ?? 0, flags: flags, isOurs: true)
        let reference = Reference("\(world.target[place].validity).\(uid)")
        return Stored(
            reference: world.behaviour.tellsReferences ? reference : nil,
            digest: SimContent.digest(stored.bytes),
            size: stored.bytes.count,
            flags: flags,
            losses: losses
        )
    }

    func copy(_ batch: CopyBatch) async throws(Problem) -> [Outcome?] {
        try await call("copy \(batch.from) \(batch.path) \(batch.items.map(\.reference.text))") { () throws(Problem) in
            guard world.behaviour.tellsReferences, let from = world.targetFolder(batch.from),
                let to = world.targetFolder(batch.path)
            else { return batch.items.map { _ in nil } }
            return batch.items.map { reference, stored in
                guard !world.labelling.chance(5), let index = world.target[from].index(reference) else { return nil }
                let message = world.target[from].messages[index]
                let uid = world.target[to].add(message.content, date: message.date, flags: message.flags, isOurs: true)
                world.target[to].messages[world.target[to].messages.count - 1].isUsed = message.isUsed
                var copy = stored
                copy.reference = Reference("\(world.target[to].validity).\(uid)")
                return .stored(copy)
            }
        }
    }

    func list(_ requests: [TargetListingRequest]) -> AsyncThrowingStream<TargetListingEvent, any Error> {
        let events = Box<[TargetListingEvent]?>(nil)
        return AsyncThrowingStream { [self] in
            if events.value == nil {
                events.value = try await call("list") { () throws(Problem) in
                    requests.indices.flatMap { look(requests[$0], $0) }
                }
            }
            try life.check()
            guard events.value?.isEmpty == false, try await !world.isCut(.target, isClosed) else { return nil }
            return events.value?.removeFirst()
        }
    }

    private func look(_ request: TargetListingRequest, _ index: Int) -> [TargetListingEvent] {
        guard let place = world.targetFolder(request.path) else { return [.end(request: index, exists: false)] }
        let folder = world.target[place]
        var floor = 0
        var events: [TargetListingEvent] = []
        var withFingerprints = request.fingerprints
        if let above = request.above {
            let parts = above.text.split(separator: ".").compactMap { Int($0) }
            if parts[0] == folder.validity {
                floor = parts[1]
            } else {
                events.append(.renumbered(request: index))
                withFingerprints = true
            }
        }
        let seen = folder.messages.filter { $0.uid >= floor }.map { message in
            Observation(
                reference: folder.reference(message),
                size: message.content.bytes.count,
                date: InternalDate(seconds: message.date),
                flags: message.flags,
                fingerprint: withFingerprints ? message.content.fingerprint : nil
            )
        }
        for start in stride(from: 0, to: seen.count, by: 7) {
            events.append(.items(request: index, Array(seen[start..<min(start + 7, seen.count)])))
        }
        return events + [.end(request: index, exists: true)]
    }

    func update(_ updates: [FlagUpdate], in path: FolderPath, kind: Kind) async throws(Problem) -> [UpdateOutcome] {
        try await call("update \(path) \(updates.map(\.reference.text))") { () throws(Problem) in
            guard let place = world.targetFolder(path) else { return updates.map { _ in .gone } }
            return updates.map { update in
                guard let index = world.target[place].index(update.reference) else { return .gone }
                let present = world.target[place].messages[index].flags
                guard present.matches(update.last) else { return .targetWon(present) }
                var flags = update.wanted
                if !world.behaviour.takesKeywords { flags.keywords = [] }
                world.target[place].messages[index].flags = flags
                return .updated(flags)
            }
        }
    }

    func digests(_ references: [Reference], in path: FolderPath, kind: Kind) async throws(Problem) -> [String?] {
        try await call("digests") { () throws(Problem) in
            guard let place = world.targetFolder(path) else { return references.map { _ in nil } }
            let folder = world.target[place]
            return references.map { reference in
                folder.index(reference).map { SimContent.digest(folder.messages[$0].content.bytes) }
            }
        }
    }

    func remove(_ removals: [Removal], in path: FolderPath, kind: Kind) async throws(Problem) -> [RemovalOutcome] {
        try await call("remove \(path) \(removals.map(\.reference.text))") { () throws(Problem) in
            if let refusal = world.removalRefusal { throw refusal }
            guard let place = world.targetFolder(path) else { return removals.map { _ in .notThere } }
            return removals.map { removal in
                guard let index = world.target[place].index(removal.reference) else { return .notThere }
                var (present, expected) = (world.target[place].messages[index].flags, removal.expecting)
                present.system.remove(.seen)
                expected.system.remove(.seen)
                guard present.matches(expected) else { return .kept(Problem(.used, reaction: .skip, fixer: .you)) }
                world.target[place].messages.remove(at: index)
                return .removed
            }
        }
    }

    func removeIfEmpty(_ paths: [FolderPath], kind: Kind) async throws(Problem) -> [Bool] {
        try await call("removeIfEmpty") { () throws(Problem) in
            paths.map { path in
                guard let place = world.targetFolder(path) else { return true }
                let hasChildren = world.target.contains { $0.path.ancestors.contains(path) }
                guard world.target[place].messages.isEmpty, !hasChildren else { return false }
                world.target.remove(at: place)
                return true
            }
        }
    }

    func close() async { isClosed.value = true }
}

extension World {
    /// The message that a fetched item is, by its octets.
    func content(_ item: FetchedItem) -> SimContent {
        for folder in source {
            if let index = folder.index(item.reference) { return folder.messages[index].content }
        }
        return SimContent(messageID: "?", header: "?", body: "?")
    }

    /// People at the target while the engine is at work: they read, flag, and get new mail.
    func people() {
        guard let place = target.indices.randomElement(using: &random) else { return }
        switch random.below(4) {
        case 0:
            serial += 1
            let content = SimContent(messageID: "new\(serial)", header: "new \(serial)", body: "hello")
            _ = target[place].add(content, date: 1_700_000_000 + Int64(serial), flags: Flags())
            note("new mail in \(target[place].path)")
        case 1:
            guard let index = target[place].messages.indices.randomElement(using: &random) else { return }
            target[place].messages[index].flags.system.insert(.seen)
        default:
            guard let index = target[place].messages.indices.randomElement(using: &random) else { return }
            guard target[place].messages[index].flags.system.insert(.flagged).inserted else { return }
            target[place].messages[index].isUsed = true
            note("flagged in \(target[place].path) \(target[place].messages[index].uid)")
        }
    }
}
