internal import IMAP
internal import MailCore

extension IMAPTarget {
    func list(_ requests: [TargetListingRequest]) -> AsyncThrowingStream<TargetListingEvent, any Error> {
        let (events, continuation) = AsyncThrowingStream<TargetListingEvent, any Error>.makeStream()
        let task = Task {
            do throws(Problem) {
                try await self.list(requests) { continuation.yield($0) }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error.on(.target))
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return events
    }

    private func list(
        _ requests: [TargetListingRequest],
        _ tell: @escaping @Sendable (TargetListingEvent) -> Void
    ) async throws(Problem) {
        let hierarchy = try await account.hierarchy()
        let first = try await pool.connection()
        let connections = pool.allOpen.isEmpty ? [first] : pool.allOpen
        let listings = requests.enumerated().map { index, request in
            let name = hierarchy.name(request.path)
            return IMAPTargetListing(request, index, name, connections[index % connections.count], tell)
        }
        for listing in listings { try await listing.run() }
    }
}

/// The listing of one mailbox of the target.
struct IMAPTargetListing: Sendable {
    private let request: TargetListingRequest
    private let index: Int
    private let mailbox: MailboxName
    private let connection: IMAPConnection
    private let tell: @Sendable (TargetListingEvent) -> Void
    private let mark: IMAPMark?
    private let first: Fetch

    private struct Fetch: Sendable {
        var selection: IMAPSelection
        var messages: AsyncStream<FetchResponse>
        var command: IMAPFetch
    }

    /// Begins the listing: its commands are on their way when this returns.
    init(
        _ request: TargetListingRequest,
        _ index: Int,
        _ mailbox: MailboxName,
        _ connection: IMAPConnection,
        _ tell: @escaping @Sendable (TargetListingEvent) -> Void
    ) {
        self.request = request
        self.index = index
        self.mailbox = mailbox
        self.connection = connection
        self.tell = tell
        mark = request.above.flatMap { IMAPMark($0) }
        let uids = UIDSet.from(max(1, mark?.uidNext ?? 1))
        first = IMAPTargetListing.fetch(mailbox, uids, connection, fingerprints: request.fingerprints)
    }

    private static func fetch(
        _ mailbox: MailboxName,
        _ uids: UIDSet,
        _ connection: IMAPConnection,
        fingerprints: Bool
    ) -> Fetch {
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
            [IMAPRequest(.uidFetch(uids, items), command)]
        }
        return Fetch(selection: selection, messages: messages, command: command)
    }

    /// Tells what the mailbox holds, in the order of the requests.
    func run() async throws(Problem) {
        let (status, facts) = try await first.selection.answer()
        guard status.condition == .ok else { return try await tellRefusal(status) }
        guard let mark, mark.validity != facts.validity else {
            return try await tellItems(first, facts, from: mark?.uidNext ?? 1)
        }
        tell(.renumbered(request: index))
        let all = IMAPTargetListing.fetch(mailbox, .all, connection, fingerprints: true)
        let (again, newFacts) = try await all.selection.answer()
        guard again.condition == .ok else { return try await tellRefusal(again) }
        try await tellItems(all, newFacts, from: 1)
    }

    private func tellItems(_ fetch: Fetch, _ facts: IMAPSelection.Facts, from first: UID) async throws(Problem) {
        var items: [Observation] = []
        for await message in fetch.messages {
            // `n:*` always yields the last message, even where its UID is below n.
            guard let uid = message.uid, uid >= first else { continue }
            items.append(Observation(message, IMAPReference(validity: facts.validity, uid: uid)))
            if items.count == 1_000 {
                tell(.items(request: index, items))
                items.removeAll(keepingCapacity: true)
            }
        }
        if !items.isEmpty { tell(.items(request: index, items)) }
        let status = try await fetch.command.outcome().get()
        guard status.condition == .ok || facts.exists == 0 else {
            return tell(.failed(request: index, refusal(status)))
        }
        tell(.end(request: index, exists: true))
    }

    /// A mailbox that cannot be opened: because it is not there, or for another reason.
    private func tellRefusal(_ status: StatusResponse) async throws(Problem) {
        _ = await first.command.outcome()
        var exists = status.code != .nonexistent
        if exists {
            let answer = try await connection.run(.list(ListRequest(patterns: [mailbox])))
            exists =
                !answer.isOK
                || answer.untagged.contains { response in
                    if case .list(let listing) = response { listing.isSelectable } else { false }
                }
        }
        tell(exists ? .failed(request: index, refusal(status)) : .end(request: index, exists: false))
    }

    private func refusal(_ status: StatusResponse) -> Problem {
        ServerProblem.folder(status, request.path, host: connection.settings.endpoint.host).on(.target)
    }
}
