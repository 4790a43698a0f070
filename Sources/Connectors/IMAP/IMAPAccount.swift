internal import IMAP
internal import MailCore
internal import Synchronization

/// A folder as the server lists it.
struct IMAPFolder: Sendable {
    var path: FolderPath
    var listing: MailboxListing
    var status: MailboxStatus?
    var isSubscribed: Bool
    var isForeign: Bool
}

/// What one look at an account tells.
struct IMAPOverview: Sendable {
    var hierarchy: IMAPHierarchy
    var folders: [IMAPFolder]
    var capabilities: Capabilities
    var software: String
    var identity: AccountIdentity
    var quotas: [Quota]

    /// How much mail there is; guessed where the server tells only how many messages, of which no claim is too large.
    var octets: Int {
        folders.reduce(0) { $0 + ($1.status?.size ?? min($1.status?.messages ?? 0, 1 << 20) * 10_000) }
    }
}

/// An account: its connections, and how its folders are named.
final class IMAPAccount: Sendable {
    private struct State {
        var hierarchy: IMAPHierarchy?
        var unused: (overview: IMAPOverview, since: ContinuousClock.Instant)?
    }

    let settings: ConnectorSettings
    let pool: IMAPPool
    private let state = Mutex(State())

    init(_ settings: ConnectorSettings, _ side: Problem.Side) {
        self.settings = settings
        pool = IMAPPool(settings, side)
    }

    /// A look at the account; kept for ``latestOverview()``, so that describing and listing cost one round trip together.
    func overview() async throws(Problem) -> IMAPOverview {
        let overview = try await look()
        state.withLock { $0.unused = (overview, .now) }
        return overview
    }

    /// The look that was just taken, once; else another one.
    func latestOverview() async throws(Problem) -> IMAPOverview {
        let kept = state.withLock { state in
            defer { state.unused = nil }
            return state.unused
        }
        if let kept, ContinuousClock.now - kept.since < .seconds(5) { return kept.overview }
        return try await look()
    }

    /// How folders are named.
    func hierarchy() async throws(Problem) -> IMAPHierarchy {
        if let known = state.withLock(\.hierarchy) { return known }
        return try await overview().hierarchy
    }

    private func look() async throws(Problem) -> IMAPOverview {
        let connection = try await pool.connection()
        if IMAPPool.isQuiet { pool.warm(2) }
        do throws(Problem) {
            let overview = try await look(over: connection)
            if pool.side == .source, overview.octets > IMAPPool.busy { pool.warm(2) }
            state.withLock { $0.hierarchy = overview.hierarchy }
            return overview
        } catch {
            throw error.on(pool.side)
        }
    }

    private func look(over connection: IMAPConnection) async throws(Problem) -> IMAPOverview {
        if let ahead = connection.takeAhead() {
            let deadline = Deadline(seconds: IMAPAhead.patience) { connection.fail(.lostConnection) }
            defer { deadline.cancel() }
            do throws(Problem) {
                return try await IMAPLook(connection, settings, pool.side, ahead).overview()
            } catch {
                guard error.isTransient else { throw error }
            }
        }
        return try await IMAPLook(try await pool.connection(), settings, pool.side).overview()
    }
}
