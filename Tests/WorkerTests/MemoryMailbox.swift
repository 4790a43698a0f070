import MailCore
import Synchronization

/// A mailbox in memory that is a source and a target, with a gate that a test can shut.
final class MemoryMailbox: Sendable {
    struct Values {
        var items: [String] = []
        var problem: Problem?
        var isShut = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var logins = 0
        var isDeaf = false
        var unheard: [CheckedContinuation<Void, Never>] = []
    }

    let account: String
    let values: Mutex<Values>

    init(_ account: String, items: Int = 0) {
        self.account = account
        values = Mutex(Values(items: (0..<items).map { "Subject: \($0)\r\n\r\nbody \($0)\r\n" }))
    }

    var items: [String] { values.withLock { $0.items } }
    var problem: Problem? {
        get { values.withLock { $0.problem } }
        set { values.withLock { $0.problem = newValue } }
    }

    /// Lets the next call wait until the gate is opened.
    func shut() { values.withLock { $0.isShut = true } }

    func open() {
        let waiters = values.withLock { values in
            defer { values.waiters = [] }
            values.isShut = false
            return values.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func pass() async throws(Problem) {
        await withCheckedContinuation { continuation in
            let isOpen = values.withLock { values in
                if values.isShut { values.waiters.append(continuation) }
                return !values.isShut
            }
            if isOpen { continuation.resume() }
        }
        if let problem { throw problem }
    }

    /// Lets logins wait for an answer until the connection is closed.
    func goDeaf() { values.withLock { $0.isDeaf = true } }

    func hangUp() {
        let unheard = values.withLock { values in
            defer { values.unheard = [] }
            return values.unheard
        }
        for waiter in unheard { waiter.resume() }
    }

    func logIn() async throws(Problem) {
        if let problem { throw problem }
        if values.withLock({ $0.isDeaf }) {
            await withCheckedContinuation { waiter in values.withLock { $0.unheard.append(waiter) } }
            throw Problem(.connectionLost, reaction: .retry(afterSeconds: nil), fixer: .provider)
        }
        values.withLock { $0.logins += 1 }
    }

    var identity: AccountIdentity { AccountIdentity(servers: ["memory.example.org"], account: account) }
}

/// The source's face.
struct MemorySource: Source {
    let mailbox: MemoryMailbox

    func describe() async throws(Problem) -> SourceDescription {
        try await mailbox.logIn()
        return SourceDescription(kinds: [.mail], capabilities: [], accountIdentity: mailbox.identity)
    }

    func containers(_ kind: Kind) async throws(Problem) -> [SourceContainer] {
        try await mailbox.logIn()
        return [
            SourceContainer(kind: .mail, path: .inbox, wireName: "INBOX", validity: "1", count: mailbox.items.count)
        ]
    }

    func items(_ requests: [ListingRequest]) -> AsyncThrowingStream<ListingEvent, any Error> {
        AsyncThrowingStream { continuation in
            let items = mailbox.items.enumerated().map { index, text in
                SourceItem(reference: Reference("1:\(index + 1)"), size: text.utf8.count)
            }
            for index in requests.indices {
                continuation.yield(.items(request: index, items))
                continuation.yield(.end(request: index, Checkpoint("1:\(items.count)")))
            }
            continuation.finish()
        }
    }

    func digests(_ references: [Reference], in container: SourceContainer) async throws(Problem) -> [String?] {
        references.map { _ in nil }
    }

    func fetch(_ references: [Reference], from container: SourceContainer) -> AsyncThrowingStream<FetchEvent, any Error>
    {
        AsyncThrowingStream { continuation in
            Task {
                do throws(Problem) {
                    try await mailbox.pass()
                    for reference in references { continuation.yield(event(reference)) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
        }
    }

    private func event(_ reference: Reference) -> FetchEvent {
        let number = Int(reference.text.dropFirst(2)) ?? 0
        let text = mailbox.items[number - 1]
        return .item(
            FetchedItem(
                reference: reference,
                date: nil,
                flags: Flags(),
                fingerprint: Fingerprint(messageID: "", date: "", octets: text.utf8.count, headerDigest: "\(number)"),
                digest: "\(number)",
                subject: "\(number)",
                content: .whole(Array(text.utf8))
            )
        )
    }

    func inspect(_ references: [Reference], in container: SourceContainer) async throws(Problem) -> [Observation] {
        references.map { Observation(reference: $0, size: 1) }
    }

    func close() async { mailbox.hangUp() }
}

/// The target's face.
struct MemoryTarget: Target {
    let mailbox: MemoryMailbox

    func describe() async throws(Problem) -> TargetDescription {
        try await mailbox.logIn()
        return TargetDescription(
            kinds: [.mail],
            accountIdentity: mailbox.identity,
            containers: [.init(kind: .mail, path: .inbox, count: mailbox.items.count, mark: mark)]
        )
    }

    private var mark: Mark { Mark("1:\(mailbox.items.count + 1)") }

    func marks(_ paths: [FolderPath], kind: Kind) async throws(Problem) -> [Mark?] { paths.map { _ in mark } }

    func create(_ requests: [CreationRequest]) async throws(Problem) -> [Creation] { requests.map { _ in .existed } }

    func subscribe(_ paths: [FolderPath], _ wanted: Bool, kind: Kind) async throws(Problem) {}

    func store(_ batch: Batch) async throws(Problem) -> [Outcome] {
        try await mailbox.pass()
        return batch.items.map { item in
            guard case .whole(let bytes) = item.content else {
                return .failed(Problem(.messageRefused, reaction: .skip, fixer: .you))
            }
            let count = mailbox.values.withLock { values in
                values.items.append(String(decoding: bytes, as: UTF8.self))
                return values.items.count
            }
            let stored = Stored(
                reference: Reference("1:\(count)"),
                digest: item.digest ?? "",
                size: bytes.count,
                flags: item.flags
            )
            return .stored(stored)
        }
    }

    func list(_ requests: [TargetListingRequest]) -> AsyncThrowingStream<TargetListingEvent, any Error> {
        AsyncThrowingStream { continuation in
            for (index, request) in requests.enumerated() {
                let first = request.above.flatMap { Int($0.text.dropFirst(2)) } ?? 1
                let found = mailbox.items.enumerated().filter { $0.offset + 1 >= first }.map { offset, text in
                    Observation(reference: Reference("1:\(offset + 1)"), size: text.utf8.count)
                }
                continuation.yield(.items(request: index, found))
                continuation.yield(.end(request: index, exists: true))
            }
            continuation.finish()
        }
    }

    func update(_ updates: [FlagUpdate], in path: FolderPath, kind: Kind) async throws(Problem) -> [UpdateOutcome] {
        updates.map { .updated($0.wanted) }
    }

    /// The fakes' digest of an item is the number in its subject, counted from one.
    func digests(_ references: [Reference], in path: FolderPath, kind: Kind) async throws(Problem) -> [String?] {
        references.map { reference in
            guard let number = Int(reference.text.dropFirst(2)), number <= mailbox.items.count else { return nil }
            let words = mailbox.items[number - 1].split(whereSeparator: \.isWhitespace)
            return Int(words[1]).map { "\($0 + 1)" }
        }
    }

    func remove(_ removals: [Removal], in path: FolderPath, kind: Kind) async throws(Problem) -> [RemovalOutcome] {
        removals.map { _ in .removed }
    }

    func removeIfEmpty(_ paths: [FolderPath], kind: Kind) async throws(Problem) -> [Bool] { paths.map { _ in false } }

    func close() async {}
}
