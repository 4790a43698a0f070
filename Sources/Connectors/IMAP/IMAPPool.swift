internal import IMAP
internal import MailCore
internal import Synchronization

/// The connections to one account: opened when there is work for them, replaced when they break, never more than allowed.
final class IMAPPool: Sendable {
    private typealias Opening = Task<Result<IMAPConnection, Problem>, Never>

    /// A place for a connection.
    private struct Slot {
        let id: Int
        var opening: Opening?
        var connection: IMAPConnection?
    }

    private struct State {
        var slots: [Slot] = []
        var lastID = 0
        var pins: [MailboxName: Int] = [:]
        /// When the server refused one more connection: asking again and again would be impolite.
        var refused: ContinuousClock.Instant?
        var isClosed = false
        var isCounted = false
        /// Whether the server deflates properly, as far as was seen.
        var mayCompress = true
    }

    let settings: ConnectorSettings
    let side: Problem.Side
    private let limit: Int
    private let state = Mutex(State())

    /// How long a server that refused one more connection is not asked for another.
    private static let respite = Duration.seconds(300)

    init(_ settings: ConnectorSettings, _ side: Problem.Side) {
        self.settings = settings
        self.side = side
        limit = max(1, settings.connectionLimit)
    }

    /// A connection that is open, without waiting: the least busy one.
    var open: IMAPConnection? {
        state.withLock { state in
            prune(&state)
            return leastBusy(state)?.connection
        }
    }

    /// All connections that are open.
    var allOpen: [IMAPConnection] {
        state.withLock { state in
            prune(&state)
            return state.slots.compactMap(\.connection)
        }
    }

    /// A connection for whatever; opens one where none is.
    func connection() async throws(Problem) -> IMAPConnection {
        // Another task's connection may have been opened between the look and the attempt.
        for _ in 0..<3 {
            if let open { return open }
            guard let opening = begin() else { continue }
            do throws(Problem) {
                return try await opening.value.get()
            } catch {
                throw error.on(side)
            }
        }
        throw Problem.lostConnection.on(side)
    }

    /// The connection that a mailbox's commands go over, so that their order holds.
    func connection(pinnedTo mailbox: MailboxName) async throws(Problem) -> IMAPConnection {
        if let pinned = pinned(mailbox) { return pinned }
        let connection = try await connection()
        return pinned(mailbox) ?? connection
    }

    private func pinned(_ mailbox: MailboxName) -> IMAPConnection? {
        state.withLock { state in
            prune(&state)
            if let id = state.pins[mailbox], let slot = state.slots.first(where: { $0.id == id }),
                let connection = slot.connection
            {
                return connection
            }
            guard let slot = leastBusy(state) else { return nil }
            state.pins[mailbox] = slot.id
            return slot.connection
        }
    }

    /// Accounts that this process is connected to.
    private static let accounts = Atomic(0)

    /// Whether the process has time to get connections ready before it is known that they are needed.
    ///
    /// A connection costs a handshake, a login and, at most servers, a process. For one mailbox it is best opened while
    /// waiting for the first; where many are moved at once nobody waits, and it has to pay by the work that it takes over.
    static var isQuiet: Bool { accounts.load(ordering: .relaxed) <= 4 }

    /// Opens connections in the background until there are so many.
    func warm(_ count: Int) {
        let missing = state.withLock { state in
            prune(&state)
            return min(count, limit) - state.slots.count
        }
        for _ in 0..<max(0, missing) { _ = begin(another: true) }
    }

    /// Opens one more connection in the background where the least busy one has much to do.
    func grow() {
        let isBusy = state.withLock { state in
            prune(&state)
            guard !state.slots.contains(where: { $0.opening != nil }), let slot = leastBusy(state) else { return false }
            return (slot.connection?.load ?? 0) > IMAPPool.busy
        }
        if isBusy { _ = begin(another: true) }
    }

    /// A load (``IMAPConnection/load``) that is worth another connection: some batches, or some megabytes to send.
    static let busy = 6 << 20

    /// Closes everything for good.
    func close() async {
        let slots = state.withLock { state in
            state.isClosed = true
            IMAPPool.discount(&state)
            defer { state.slots = [] }
            return state.slots
        }
        for slot in slots {
            slot.opening?.cancel()
            await slot.connection?.close()
        }
    }

    deinit {
        let slots = state.withLock { state in
            IMAPPool.discount(&state)
            return state.slots
        }
        for slot in slots { slot.connection?.fail(.lostConnection) }
    }

    private static func count(_ state: inout State) {
        guard !state.isCounted else { return }
        state.isCounted = true
        accounts.add(1, ordering: .relaxed)
    }

    private static func discount(_ state: inout State) {
        guard state.isCounted else { return }
        state.isCounted = false
        accounts.subtract(1, ordering: .relaxed)
    }

    // MARK: - Slots

    private func leastBusy(_ state: borrowing State) -> Slot? {
        var best: (slot: Slot, load: Int)?
        for slot in state.slots {
            guard let load = slot.connection?.load else { continue }
            if let found = best, found.load <= load { continue }
            best = (slot, load)
        }
        return best?.slot
    }

    private func prune(_ state: inout State) {
        if state.slots.contains(where: { $0.connection?.stream.isBroken == true }) { state.mayCompress = false }
        state.slots.removeAll { slot in slot.opening == nil && slot.connection?.isOpen != true }
    }

    /// Begins to open a connection, or gives the one that is being opened; nil where no more are allowed.
    private func begin(another: Bool = false) -> Opening? {
        state.withLock { state in
            guard !state.isClosed else { return Task { .failure(.lostConnection) } }
            if !another, let opening = state.slots.lazy.compactMap(\.opening).first { return opening }
            guard state.slots.count < limit else { return nil }
            if another, let refused = state.refused, refused.duration(to: .now) < IMAPPool.respite { return nil }
            guard state.lastID == 0 else { return add(to: &state) }
            // The account is looked at over the first connection. The second gets ready meanwhile, and logs in when the
            // first has shown that the login is right: a wrong one must not be tried twice.
            IMAPPool.count(&state)
            let first = add(to: &state, lookingAheadFor: side)
            if limit > 1, IMAPPool.isQuiet { _ = add(to: &state, once: first) }
            return first
        }
    }

    private func add(
        to state: inout State,
        lookingAheadFor side: Problem.Side? = nil,
        once first: Opening? = nil
    ) -> Opening {
        state.lastID += 1
        let id = state.lastID
        let settings = settings
        let mayCompress = state.mayCompress
        let task = Task { [weak self] in
            let result = await IMAPPool.open(settings, lookingAheadFor: side, once: first, mayCompress: mayCompress)
            self?.opened(id, result)
            return result
        }
        state.slots.append(Slot(id: id, opening: task))
        return task
    }

    private static func open(
        _ settings: ConnectorSettings,
        lookingAheadFor side: Problem.Side?,
        once first: Opening?,
        mayCompress: Bool
    ) async -> Result<IMAPConnection, Problem> {
        do throws(Problem) {
            let login = try await IMAPLogin.connect(settings, lookingAheadFor: side) {
                guard case .failure? = await first?.value else { return true }
                return false
            }
            return .success(IMAPConnection(login, settings: settings, mayCompress: mayCompress))
        } catch {
            return .failure(error)
        }
    }

    private func opened(_ id: Int, _ result: Result<IMAPConnection, Problem>) {
        let unwanted: IMAPConnection? = state.withLock { state in
            guard let index = state.slots.firstIndex(where: { $0.id == id }) else { return try? result.get() }
            state.slots[index].opening = nil
            switch result {
            case .success(let connection):
                state.slots[index].connection = connection
            case .failure:
                state.slots.remove(at: index)
                if !state.slots.isEmpty { state.refused = .now }
            }
            return nil
        }
        if let unwanted { Task { await unwanted.close() } }
    }
}
