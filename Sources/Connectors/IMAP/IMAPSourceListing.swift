internal import IMAP
internal import MIME
internal import MailCore

/// Lists many mailboxes at once: all their commands are sent before the first answer is looked at, and the answers are
/// told in the order of the requests.
struct IMAPSourceListing: Sendable {
    private let pool: IMAPPool
    private let requests: [ListingRequest]
    private let queues: ListingQueues<ListingEvent>

    init(_ pool: IMAPPool, _ requests: [ListingRequest]) {
        self.pool = pool
        self.requests = requests
        queues = ListingQueues(count: requests.count)
    }

    /// The events; the commands are on their way as soon as there is a connection.
    func events() -> AsyncThrowingStream<ListingEvent, any Error> {
        let stream = queues.stream()
        Task { await begin() }
        return stream
    }

    private func begin() async {
        do throws(Problem) {
            let first = try await pool.connection()
            let connections = pool.allOpen.isEmpty ? [first] : pool.allOpen
            for (index, request) in requests.enumerated() {
                IMAPMailboxListing(request, index, connections[index % connections.count], queues).begin()
            }
        } catch {
            queues.finishAll(error.on(.source))
        }
    }
}

/// The listing of one mailbox.
struct IMAPMailboxListing: Sendable {
    private let request: ListingRequest
    private let index: Int
    private let connection: IMAPConnection
    private let queues: ListingQueues<ListingEvent>
    private let mailbox: MailboxName
    private let since: IMAPCheckpoint?

    init(
        _ request: ListingRequest,
        _ index: Int,
        _ connection: IMAPConnection,
        _ queues: ListingQueues<ListingEvent>
    ) {
        self.request = request
        self.index = index
        self.connection = connection
        self.queues = queues
        mailbox = MailboxName(text: request.container.wireName)
        since = request.since.flatMap { IMAPCheckpoint($0) }
    }

    /// Begins the listing: its commands are on their way when this returns.
    func begin() {
        let first = fetch(changedSince: changedSince, fingerprints: request.fingerprints, validity: since?.validity)
        Task { await tell(first) }
    }

    /// Whether only changes can be asked for.
    private var changedSince: UInt64? {
        guard let since, since.modSeq > 0, connection.capabilities.contains("CONDSTORE") else { return nil }
        return since.modSeq
    }

    private struct Fetch {
        var selection: IMAPSelection
        var listing: IMAPListing<SourceItem>?
    }

    private func fetch(changedSince: UInt64?, fingerprints: Bool, validity: UInt32?) -> Fetch {
        var listing: IMAPListing<SourceItem>?
        let isGmail = connection.capabilities.contains("X-GM-EXT-1")
        let items = IMAPAttributes.items(fingerprints: fingerprints) + (isGmail ? [.gmailMessageID] : [])
        let selection = connection.enqueue(in: mailbox, readOnly: true, fresh: true) { selection in
            let new = IMAPListing(selection) { message, reference in
                guard validity == nil || validity == reference.validity else { return nil }
                // A mailbox that keeps no mod-sequences any more is asked again for everything.
                guard changedSince == nil || selection.opened?.modSeq != 0 else { return nil }
                return SourceItem(message, reference, isGmail: isGmail)
            } tell: { [queues, index] items in
                queues.push(.items(request: index, items), of: index)
            } room: { [queues, index] in
                await queues.room(for: index)
            }
            listing = new
            return [IMAPRequest(.uidFetch(.all, items, changedSince: changedSince), new)]
        }
        return Fetch(selection: selection, listing: listing)
    }

    private func tell(_ first: Fetch) async {
        do throws(Problem) {
            try await tellAll(first)
            queues.finish(index)
        } catch {
            // A refusal concerns this mailbox; with the connection all that is behind it is lost.
            guard connection.isOpen else { return queues.finish(index, error.on(.source)) }
            tell(.failed(request: index, error.on(.source)))
            queues.finish(index)
        }
    }

    private func tellAll(_ first: Fetch) async throws(Problem) {
        let (status, facts) = try await first.selection.answer()
        guard status.condition == .ok else { throw refusal(status) }
        guard since == nil || since?.validity == facts.validity else {
            // Every message is told anew, with its fingerprint.
            _ = try await first.listing?.outcome()
            tell(.renumbered(request: index))
            queues.unbind()
            return try await tellWhole(fetch(changedSince: nil, fingerprints: true, validity: nil), facts)
        }
        guard let modSeq = changedSince else { return try await tellWhole(first, facts) }
        guard facts.modSeq > 0, modSeq > 0 else {
            _ = try await first.listing?.outcome()
            queues.unbind()
            let all = fetch(changedSince: nil, fingerprints: request.fingerprints, validity: since?.validity)
            return try await tellWhole(all, facts)
        }
        try await tellChanges(first, facts)
    }

    /// Everything that there is; for a delta the references too, since anything may have disappeared.
    private func tellWhole(_ fetch: Fetch, _ facts: IMAPSelection.Facts) async throws(Problem) {
        let seen = try await uids(of: fetch, facts)
        if request.since != nil {
            let references = seen.map { IMAPReference(validity: facts.validity, uid: $0).reference }
            tell(.present(request: index, references))
        }
        end(facts, seen.max())
    }

    /// What is new or changed; what disappeared shows in the count alone, and is looked for only then.
    private func tellChanges(_ fetch: Fetch, _ facts: IMAPSelection.Facts) async throws(Problem) {
        let seen = try await uids(of: fetch, facts)
        guard let since else { return end(facts, seen.max()) }
        let new = seen.reduce(0) { $0 + ($1 >= since.uidNext ? 1 : 0) }
        if facts.exists != since.count + new {
            queues.unbind()
            let uids = try await presentUIDs(among: facts.exists)
            let references = uids.map { IMAPReference(validity: facts.validity, uid: $0).reference }
            tell(.present(request: index, references))
        }
        end(facts, max(seen.max() ?? 0, UID(clamping: Int(since.uidNext) - 1)))
    }

    /// Some servers say NO or BAD to `1:*` in an empty mailbox.
    private func uids(of fetch: Fetch, _ facts: IMAPSelection.Facts) async throws(Problem) -> [UID] {
        guard let (status, uids) = try await fetch.listing?.outcome() else { return [] }
        guard status.condition == .ok || facts.exists == 0 else { throw refusal(status) }
        return uids
    }

    /// The UIDs that exist; silence is only believed of an empty mailbox, for what is not told counts as gone.
    private func presentUIDs(among count: Int) async throws(Problem) -> [UID] {
        let reply = IMAPReply(.uidSearch([.all]))
        _ = connection.enqueue(in: mailbox, readOnly: true) { _ in [IMAPRequest(.uidSearch([.all]), reply)] }
        let answer = try await reply.answer()
        guard answer.isOK else { throw refusal(answer.status) }
        for case .search(let result) in answer.untagged {
            if let uids = result.all?.uids(limit: 10_000_000) { return uids }
        }
        guard count == 0 else {
            throw Problem(.protocolViolation, reaction: .retry(afterSeconds: nil), fixer: .provider, detail: "SEARCH")
        }
        return []
    }

    private func end(_ facts: IMAPSelection.Facts, _ last: UID?) {
        let next = facts.uidNext ?? UID(clamping: Int(last ?? 0) + 1)
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

    private func tell(_ event: ListingEvent) { queues.push(event, of: index) }
}

extension SourceItem {
    /// What a FETCH tells of a message; its fingerprint where the header came along.
    fileprivate init(_ message: FetchResponse, _ reference: IMAPReference, isGmail: Bool) {
        let size = message.size ?? 0
        self.init(
            reference: reference.reference,
            size: size,
            date: message.internalDate,
            flags: message.flags ?? Flags(),
            fingerprint: message.octets(.header).map { Fingerprint(HeaderBlock(of: $0), octets: size) },
            twin: isGmail ? message.emailID : nil
        )
    }
}
