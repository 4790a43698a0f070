internal import MIME
internal import MailCore
internal import POP3
internal import Synchronization

/// A POP3 mailbox to move from: one folder without flags, from which nothing is ever deleted.
///
/// References are `1:ordinal:UIDL`; the ordinal tells messages apart to which a server gives the same ID. A server
/// without UIDL is refused: its messages have no name that holds from one session to the next.
final class POP3Source: Source {
    private struct State {
        var session: POP3Session?
        var opening: Task<Result<POP3Session, Problem>, Never>?
        var index: POP3Index?
        /// True lengths of large messages, where the server announces wrong ones.
        var lengths: [String: Int] = [:]
        /// Whether LIST announces wrong sizes, so that it cannot be told whether TOP delivered everything.
        var hasWrongSizes = false
        var isClosed = false
    }

    let settings: ConnectorSettings
    private let state = Mutex(State())

    init(_ settings: ConnectorSettings) { self.settings = settings }

    func describe() async throws(Problem) -> SourceDescription {
        let session = try await session()
        _ = try await index()
        return SourceDescription(
            kinds: Capability.of(.pop3).reads,
            capabilities: session.capabilities.names,
            accountIdentity: settings.identity(peer: session.peer),
            software: session.capabilities.implementation.isEmpty
                ? session.greeting : session.capabilities.implementation
        )
    }

    func containers(_ kind: Kind) async throws(Problem) -> [SourceContainer] {
        guard kind == .mail else { return [] }
        let index = try await index()
        let bytes = index.entries.reduce(0) { $0 + $1.octets }
        return [
            SourceContainer(
                kind: .mail,
                path: .inbox,
                wireName: "INBOX",
                validity: "1",
                count: index.entries.count,
                bytes: bytes,
                isSubscribed: true
            )
        ]
    }

    func items(_ requests: [ListingRequest]) -> AsyncThrowingStream<ListingEvent, any Error> {
        let (events, continuation) = AsyncThrowingStream<ListingEvent, any Error>.makeStream()
        let task = Task {
            do throws(Problem) {
                for (index, request) in requests.enumerated() { try await self.list(request, index, continuation) }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error.on(.source))
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return events
    }

    func fetch(
        _ references: [Reference],
        from container: SourceContainer
    ) -> AsyncThrowingStream<FetchEvent, any Error> {
        deliver(references)
    }

    /// A delivery's events; letting go of them ends it.
    func deliver(_ references: [Reference]) -> AsyncThrowingStream<FetchEvent, any Error> {
        let (events, continuation) = AsyncThrowingStream<FetchEvent, any Error>.makeStream()
        let delivery = POP3Delivery(self, references, continuation)
        let task = Task { await delivery.run() }
        continuation.onTermination = { _ in task.cancel() }
        return events
    }

    func digests(_ references: [Reference], in container: SourceContainer) async throws(Problem) -> [String?] {
        try await digestsByFetching(references, from: container)
    }

    func inspect(_ references: [Reference], in container: SourceContainer) async throws(Problem) -> [Observation] {
        let headers = try await headers(of: references)
        let index = try await index()
        return references.compactMap { reference in
            guard let entry = index.entry(reference), let header = headers[reference] else { return nil }
            return Observation(
                reference: reference,
                size: entry.octets,
                date: MessageDate.arrival(header),
                fingerprint: Fingerprint(header, octets: entry.octets),
                subject: header.subject
            )
        }
    }

    func close() async {
        let session = state.withLock { state in
            state.isClosed = true
            defer { state.session = nil }
            return state.session
        }
        await session?.close()
    }

    // MARK: - Session

    /// The session; opened anew where the last one ended, with a new look at the numbers.
    func session() async throws(Problem) -> POP3Session {
        let opening: Task<Result<POP3Session, Problem>, Never>? = state.withLock { state in
            if let session = state.session, session.isOpen { return nil }
            if state.isClosed { return Task { .failure(.lostConnection) } }
            if let opening = state.opening { return opening }
            state.index = nil
            let settings = settings
            let task = Task { await POP3Source.open(settings) }
            state.opening = task
            return task
        }
        guard let opening else {
            guard let session = state.withLock(\.session) else { throw Problem.lostConnection.on(.source) }
            return session
        }
        let result = await opening.value
        let isLate = state.withLock { state in
            guard state.opening == opening else { return state.isClosed }
            state.opening = nil
            if case .success(let session) = result, !state.isClosed { state.session = session }
            return state.isClosed
        }
        if isLate, case .success(let session) = result { await session.close() }
        do throws(Problem) { return try result.get() } catch { throw error.on(.source) }
    }

    private static func open(_ settings: ConnectorSettings) async -> Result<POP3Session, Problem> {
        do throws(Problem) {
            return .success(POP3Session(try await POP3Login.connect(settings), settings))
        } catch {
            return .failure(error)
        }
    }

    /// Which messages there are, by their numbers of this session.
    func index() async throws(Problem) -> POP3Index {
        let session = try await session()
        if let index = state.withLock(\.index) { return index }
        let answers = POP3Answers()
        session.run([.uniqueIDs, .sizes], answers)
        let index = try POP3Index(try await answers.events())
        state.withLock { $0.index = index }
        return index
    }

    /// The command that delivers a message.
    ///
    /// RETR makes servers mark it as seen; TOP with more lines than any message has does not, but is not trusted where it
    /// cannot be checked against the announced size.
    func delivery(of entry: POP3Index.Entry, _ session: POP3Session) -> Command {
        let isTrusted = session.capabilities.contains("TOP") && state.withLock { !$0.hasWrongSizes }
        return isTrusted ? .top(entry.number, lines: 99_999_999) : .retrieve(entry.number)
    }

    /// Takes note that announced sizes are wrong.
    func noteWrongSizes() { state.withLock { $0.hasWrongSizes = true } }

    /// The length that turned out to be the true one.
    func trueLength(of entry: POP3Index.Entry) -> Int {
        state.withLock { $0.lengths[entry.reference.text] } ?? entry.octets
    }

    /// Remembers a length that differs from what was announced.
    func remember(length: Int, of entry: POP3Index.Entry) {
        state.withLock { $0.lengths[entry.reference.text] = length }
    }

    // MARK: - Listing

    private func list(
        _ request: ListingRequest,
        _ number: Int,
        _ events: AsyncThrowingStream<ListingEvent, any Error>.Continuation
    ) async throws(Problem) {
        // A delta wants to know what came since: the numbers of a session hold only what was there when it began.
        if request.since != nil { await renew() }
        let index = try await index()
        let references = index.entries.map(\.reference)
        let headers = request.fingerprints ? try await headers(of: references) : [:]
        let items = index.entries.map { entry in
            let header = headers[entry.reference]
            return SourceItem(
                reference: entry.reference,
                size: entry.octets,
                date: header.flatMap(MessageDate.arrival),
                fingerprint: header.map { Fingerprint($0, octets: entry.octets) }
            )
        }
        for start in stride(from: 0, to: items.count, by: 1_000) {
            events.yield(.items(request: number, Array(items[start..<min(start + 1_000, items.count)])))
        }
        if request.since != nil { events.yield(.present(request: number, references)) }
        events.yield(.end(request: number, Checkpoint("1:\(items.count)")))
    }

    private func renew() async {
        let session = state.withLock { state in
            defer { state.session = nil }
            return state.session
        }
        await session?.close()
    }

    private func headers(of references: [Reference]) async throws(Problem) -> [Reference: HeaderBlock] {
        let index = try await index()
        let session = try await session()
        let entries = references.compactMap(index.entry)
        let answers = POP3Answers()
        session.run(entries.map { .top($0.number, lines: 0) }, answers)
        _ = try await answers.events()
        var headers: [Reference: HeaderBlock] = [:]
        let messages = answers.messages
        for entry in entries { headers[entry.reference] = messages[entry.number].map { HeaderBlock(of: $0) } }
        return headers
    }
}
