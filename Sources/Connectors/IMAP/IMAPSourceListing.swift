internal import IMAP
internal import MIME
internal import MailCore

/// Lists many mailboxes at once: all their commands are sent before the first answer is looked at, and the answers are
/// told in the order of the requests.
struct IMAPSourceListing: Sendable {
    typealias Events = AsyncThrowingStream<ListingEvent, any Error>.Continuation

    private let pool: IMAPPool
    private let requests: [ListingRequest]
    private let events: Events

    init(_ pool: IMAPPool, _ requests: [ListingRequest], _ events: Events) {
        self.pool = pool
        self.requests = requests
        self.events = events
    }

    func run() async {
        do throws(Problem) {
            let first = try await pool.connection()
            let connections = pool.allOpen.isEmpty ? [first] : pool.allOpen
            let listings = requests.enumerated().map { index, request in
                IMAPMailboxListing(request, index: index, connections[index % connections.count])
            }
            for listing in listings { try await tell(listing) }
            events.finish()
        } catch {
            events.finish(throwing: error.on(.source))
        }
    }

    private func tell(_ listing: IMAPMailboxListing) async throws(Problem) {
        do {
            for try await event in listing.events { events.yield(event) }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw .lostConnection
        }
    }
}

/// The listing of one mailbox.
final class IMAPMailboxListing: Sendable {
    /// What is asked of every message.
    static let attributes: [FetchItem] = [.uid, .flags, .internalDate, .size]
    /// A header block is looked at no further than fingerprints go; an empty line more shows that it ended.
    static let header = FetchItem.header(FetchItem.Partial(offset: 0, count: HeaderBlock.limit))
    /// Items that are told at once.
    private static let piece = 1_000

    let events: AsyncThrowingStream<ListingEvent, any Error>
    private let sink: AsyncThrowingStream<ListingEvent, any Error>.Continuation
    private let request: ListingRequest
    private let index: Int
    private let connection: IMAPConnection
    private let mailbox: MailboxName
    private let since: IMAPCheckpoint?

    /// Begins the listing: its commands are on their way when this returns.
    init(_ request: ListingRequest, index: Int, _ connection: IMAPConnection) {
        (events, sink) = AsyncThrowingStream<ListingEvent, any Error>.makeStream()
        self.request = request
        self.index = index
        self.connection = connection
        mailbox = MailboxName(text: request.container.wireName)
        since = request.since.flatMap { IMAPCheckpoint($0) }
        let first = fetch(changedSince: changedSince, fingerprints: request.fingerprints)
        Task { await self.tell(first) }
    }

    /// Whether only changes can be asked for.
    private var changedSince: UInt64? {
        guard let since, since.modSeq > 0, connection.capabilities.contains("CONDSTORE") else { return nil }
        return since.modSeq
    }

    private struct Fetch {
        var selection: IMAPSelection
        var messages: AsyncStream<FetchResponse>
        var command: IMAPFetch
        var hasFingerprints: Bool
    }

    private func fetch(changedSince: UInt64?, fingerprints: Bool) -> Fetch {
        let (messages, continuation) = AsyncStream<FetchResponse>.makeStream()
        let command = IMAPFetch(
            accept: { message in
                guard message.uid != nil, message.flags != nil, message.size != nil else { return false }
                continuation.yield(message)
                return true
            },
            ended: { continuation.finish() }
        )
        let items = IMAPMailboxListing.attributes + (fingerprints ? [IMAPMailboxListing.header] : [])
        let selection = connection.enqueue(in: mailbox, readOnly: true, fresh: true) { _ in
            [IMAPRequest(.uidFetch(.all, items, changedSince: changedSince), command)]
        }
        return Fetch(selection: selection, messages: messages, command: command, hasFingerprints: fingerprints)
    }

    private func tell(_ first: Fetch) async {
        do throws(Problem) {
            try await tellAll(first)
            sink.finish()
        } catch {
            // A refusal concerns this mailbox; with the connection all that is behind it is lost.
            guard connection.isOpen else { return sink.finish(throwing: error) }
            tell(.failed(request: index, error.on(.source)))
            sink.finish()
        }
    }

    private func tellAll(_ first: Fetch) async throws(Problem) {
        let (status, facts) = try await first.selection.answer()
        guard status.condition == .ok else { return tell(.failed(request: index, refusal(status))) }
        guard since == nil || since?.validity == facts.validity else {
            // The messages that are on their way are passed over: every one is told anew, with its fingerprint.
            _ = await first.command.outcome()
            tell(.renumbered(request: index))
            return try await tellWhole(fetch(changedSince: nil, fingerprints: true), facts)
        }
        if changedSince == nil || facts.modSeq == 0 && since != nil {
            // The mailbox keeps no mod-sequences any more: what changed cannot be asked for.
            let all = changedSince == nil ? first : fetch(changedSince: nil, fingerprints: request.fingerprints)
            return try await tellWhole(all, facts)
        }
        try await tellChanges(first, facts)
    }

    /// Everything that there is; for a delta the references too, since anything may have disappeared.
    private func tellWhole(_ fetch: Fetch, _ facts: IMAPSelection.Facts) async throws(Problem) {
        let seen = try await tellItems(fetch, facts)
        if request.since != nil {
            let references = seen.map { IMAPReference(validity: facts.validity, uid: $0).reference }
            tell(.present(request: index, references))
        }
        end(facts, seen.max())
    }

    /// What is new or changed; what disappeared shows in the count alone, and is looked for only then.
    private func tellChanges(_ fetch: Fetch, _ facts: IMAPSelection.Facts) async throws(Problem) {
        let seen = try await tellItems(fetch, facts)
        guard let since else { return end(facts, seen.max()) }
        let new = seen.reduce(0) { $0 + ($1 >= since.uidNext ? 1 : 0) }
        if facts.exists != since.count + new {
            let references = try await presentUIDs().map { IMAPReference(validity: facts.validity, uid: $0).reference }
            tell(.present(request: index, references))
        }
        end(facts, max(seen.max() ?? 0, since.uidNext - 1))
    }

    private func tellItems(_ fetch: Fetch, _ facts: IMAPSelection.Facts) async throws(Problem) -> [UID] {
        var uids: [UID] = []
        var items: [SourceItem] = []
        for await message in fetch.messages {
            guard let uid = message.uid else { continue }
            uids.append(uid)
            items.append(IMAPMailboxListing.item(message, uid, facts.validity, fetch.hasFingerprints))
            if items.count == IMAPMailboxListing.piece {
                tell(.items(request: index, items))
                items.removeAll(keepingCapacity: true)
            }
        }
        if !items.isEmpty { tell(.items(request: index, items)) }
        let status = try await fetch.command.outcome().get()
        // Some servers say NO or BAD to `1:*` in an empty mailbox.
        guard status.condition == .ok || facts.exists == 0 else { throw refusal(status) }
        return uids
    }

    private static func item(_ message: FetchResponse, _ uid: UID, _ validity: UInt32, _ hasHeader: Bool) -> SourceItem
    {
        let size = message.size ?? 0
        let header = hasHeader ? message.octets(.header) : nil
        return SourceItem(
            reference: IMAPReference(validity: validity, uid: uid).reference,
            size: size,
            date: message.internalDate,
            flags: message.flags ?? Flags(),
            fingerprint: header.map { Fingerprint(HeaderBlock(of: $0), octets: size) }
        )
    }

    private func presentUIDs() async throws(Problem) -> [UID] {
        let reply = IMAPReply(.uidSearch([.all]))
        _ = connection.enqueue(in: mailbox, readOnly: true) { _ in [IMAPRequest(.uidSearch([.all]), reply)] }
        let answer = try await reply.answer()
        guard answer.isOK else { throw refusal(answer.status) }
        for case .search(let result) in answer.untagged { return result.all?.uids(limit: 10_000_000) ?? [] }
        return []
    }

    private func end(_ facts: IMAPSelection.Facts, _ last: UID?) {
        let next = facts.uidNext ?? (last ?? 0) + 1
        let checkpoint = IMAPCheckpoint(
            validity: facts.validity,
            uidNext: next,
            modSeq: facts.modSeq,
            count: facts.exists
        )
        tell(.end(request: index, checkpoint.checkpoint))
    }

    private func refusal(_ status: StatusResponse) -> Problem {
        ServerProblem.folder(status, request.container.path, host: connection.settings.endpoint.host).on(.source)
    }

    private func tell(_ event: ListingEvent) { sink.yield(event) }
}

extension ServerProblem {
    /// Why a folder cannot be opened.
    static func folder(_ status: StatusResponse, _ path: FolderPath, host: String) -> Problem {
        general(status, host: host)
            ?? Problem(
                .folderUnreadable,
                ["folder": path.description],
                reaction: .skip,
                fixer: .provider,
                detail: status.text
            )
    }
}
