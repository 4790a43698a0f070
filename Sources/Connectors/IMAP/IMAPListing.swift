internal import IMAP
internal import MIME
internal import MailCore
internal import Synchronization

/// The FETCH of a listing: what comes is made into items at once and handed on in pieces of at most a thousand.
final class IMAPListing<Item: Sendable>: ResponseSink {
    private struct State {
        var items: [Item] = []
        var uids: [UID] = []
        var result: Result<StatusResponse, Problem>?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let selection: IMAPSelection
    private let make: @Sendable (FetchResponse, IMAPReference) -> Item?
    private let tell: @Sendable ([Item]) -> Void
    private let room: @Sendable () async -> Void
    private let state = Mutex(State())

    /// A listing.
    ///
    /// - Parameters:
    ///   - selection: The mailbox.
    ///   - make: Makes an item, or nil where it is not wanted.
    ///   - tell: Takes a piece.
    ///   - room: Waits until there is room for more pieces.
    init(
        _ selection: IMAPSelection,
        make: @escaping @Sendable (FetchResponse, IMAPReference) -> Item?,
        tell: @escaping @Sendable ([Item]) -> Void,
        room: @escaping @Sendable () async -> Void
    ) {
        self.selection = selection
        self.make = make
        self.tell = tell
        self.room = room
    }

    /// How the server ended the command, awaited, and the UIDs of the items; throws where the connection ended first.
    func outcome() async throws(Problem) -> (status: StatusResponse, uids: [UID]) {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.result == nil { state.waiter = continuation }
                return state.result != nil
            }
            if isDone { continuation.resume() }
        }
        let (result, uids) = state.withLock { ($0.result, $0.uids) }
        guard let result else { throw .lostConnection }
        return (try result.get(), uids)
    }

    func take(_ response: UntaggedResponse, loose: Bool) -> Bool {
        guard !loose, case .fetch(let message) = response, let uid = message.uid, message.flags != nil,
            message.size != nil, let facts = selection.opened
        else { return false }
        guard let item = make(message, IMAPReference(validity: facts.validity, uid: uid)) else { return true }
        let piece: [Item]? = state.withLock { state in
            state.uids.append(uid)
            state.items.append(item)
            guard state.items.count == 1_000 else { return nil }
            defer { state.items.removeAll(keepingCapacity: true) }
            return state.items
        }
        if let piece { tell(piece) }
        return true
    }

    func makeRoom() async { await room() }

    func finish(_ result: Result<StatusResponse, Problem>) {
        let rest = state.withLock { state in
            defer { state.items = [] }
            return state.items
        }
        if !rest.isEmpty { tell(rest) }
        let waiter = state.withLock { state in
            state.result = result
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}

/// What listings ask of every message.
enum IMAPAttributes {
    /// A header block is looked at no further than fingerprints go.
    static let header = FetchItem.header(FetchItem.Partial(offset: 0, count: HeaderBlock.limit))

    /// Without contents; with the header where fingerprints are wanted.
    static func items(fingerprints: Bool) -> [FetchItem] {
        [.uid, .flags, .internalDate, .size] + (fingerprints ? [header] : [])
    }
}
