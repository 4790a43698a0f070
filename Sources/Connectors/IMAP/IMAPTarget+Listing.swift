internal import IMAP
internal import MailCore

extension IMAPTarget {
    func list(_ requests: [TargetListingRequest]) -> AsyncThrowingStream<TargetListingEvent, any Error> {
        let queues = ListingQueues<TargetListingEvent>(count: requests.count)
        let stream = queues.stream()
        Task {
            do throws(Problem) {
                try await self.begin(requests, queues)
            } catch {
                queues.finishAll(error.on(.target))
            }
        }
        return stream
    }

    private func begin(
        _ requests: [TargetListingRequest],
        _ queues: ListingQueues<TargetListingEvent>
    ) async throws(Problem) {
        let hierarchy = try await account.hierarchy()
        let first = try await pool.connection()
        let connections = pool.allOpen.isEmpty ? [first] : pool.allOpen
        for (index, request) in requests.enumerated() {
            let name = hierarchy.name(request.path)
            let connection = connections[index % connections.count]
            IMAPTargetListing(request: request, index: index, mailbox: name, connection: connection, queues: queues)
                .begin()
        }
    }
}

/// The listing of one mailbox of the target.
struct IMAPTargetListing: Sendable {
    let request: TargetListingRequest
    let index: Int
    let mailbox: MailboxName
    let connection: IMAPConnection
    let queues: ListingQueues<TargetListingEvent>

    private struct Fetch {
        var selection: IMAPSelection
        var listing: IMAPListing<Observation>?
    }

    private var mark: IMAPMark? { request.above.flatMap { IMAPMark($0) } }

    /// Begins the listing: its commands are on their way when this returns.
    func begin() {
        let first = fetch(above: mark, fingerprints: request.fingerprints)
        Task { await tell(first) }
    }

    private func fetch(above mark: IMAPMark?, fingerprints: Bool) -> Fetch {
        var listing: IMAPListing<Observation>?
        let first = max(1, mark?.uidNext ?? 1)
        let items = IMAPAttributes.items(fingerprints: fingerprints)
        let selection = connection.enqueue(in: mailbox, readOnly: true, fresh: true) { selection in
            let new = IMAPListing(selection) { message, reference in
                // `n:*` always yields the last message, even where its UID is below n.
                guard reference.uid >= first, mark == nil || mark?.validity == reference.validity else { return nil }
                return Observation(message, reference)
            } tell: { [queues, index] items in
                queues.push(.items(request: index, items), of: index)
            } room: { [queues, index] in
                await queues.room(for: index)
            }
            listing = new
            return [IMAPRequest(.uidFetch(.from(first), items), new)]
        }
        return Fetch(selection: selection, listing: listing)
    }

    private func tell(_ first: Fetch) async {
        do throws(Problem) {
            try await tellAll(first)
            queues.finish(index)
        } catch {
            queues.finish(index, error.on(.target))
        }
    }

    private func tellAll(_ first: Fetch) async throws(Problem) {
        let (status, facts) = try await first.selection.answer()
        guard status.condition == .ok else { return try await tellRefusal(status, first) }
        guard let mark, mark.validity != facts.validity else { return try await tellEnd(first, facts) }
        _ = try await first.listing?.outcome()
        tell(.renumbered(request: index))
        queues.unbind()
        let all = fetch(above: nil, fingerprints: true)
        let (again, newFacts) = try await all.selection.answer()
        guard again.condition == .ok else { return try await tellRefusal(again, all) }
        try await tellEnd(all, newFacts)
    }

    private func tellEnd(_ fetch: Fetch, _ facts: IMAPSelection.Facts) async throws(Problem) {
        guard let (status, _) = try await fetch.listing?.outcome() else { return }
        // Some servers say NO or BAD to `1:*` in an empty mailbox.
        guard status.condition == .ok || facts.exists == 0 else {
            return tell(.failed(request: index, refusal(status)))
        }
        tell(.end(request: index, exists: true))
    }

    /// A mailbox that cannot be opened: because it is not there, or for another reason.
    private func tellRefusal(_ status: StatusResponse, _ fetch: Fetch) async throws(Problem) {
        _ = try await fetch.listing?.outcome()
        var exists = status.code != .nonexistent
        if exists {
            queues.unbind()
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

    private func tell(_ event: TargetListingEvent) { queues.push(event, of: index) }
}
