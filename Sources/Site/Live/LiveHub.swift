import HTTPServer
import MailCore
import Store
import Synchronization
import Texts

/// Keeps all live pages fresh: reads the store once a second, and renders each changed migration once a language for
/// everybody who watches it.
final class LiveHub: Sendable {
    private struct Channel: Hashable {
        var id: MigrationID
        var language: Language
    }

    private struct State {
        var channels: [Channel: Broadcast] = [:]
        /// Joined since the last round: their first listener may still be on its way.
        var joined: Set<Channel> = []
        var revision: Int64 = 0
        var isRunning = false
    }

    private let store: any ControlStore
    private let clock: WallClock
    private let view: LiveRenderer
    private let state = Mutex(State())

    init(store: any ControlStore, clock: WallClock, view: LiveRenderer) {
        self.store = store
        self.clock = clock
        self.view = view
    }

    /// How many streams are open.
    var audience: Int { state.withLock { $0.channels.values.reduce(0) { $0 + $1.audience } } }

    /// The events of a migration for one more client, the present state first.
    func stream(_ id: MigrationID, _ language: Language) async throws -> EventStream? {
        let channel = Channel(id: id, language: language)
        let (broadcast, mustStart) = state.withLock { state in
            let broadcast = state.channels[channel] ?? Broadcast()
            state.channels[channel] = broadcast
            state.joined.insert(channel)
            defer { state.isRunning = true }
            return (broadcast, !state.isRunning)
        }
        if mustStart { Task { await self.run() } }
        guard let record = try await store.migration(id) else { return nil }
        return EventStream(broadcast, first: [try event(record, language)])
    }

    /// Runs as long as somebody watches.
    private func run() async {
        while true {
            await clock.sleep(1)
            let watched = state.withLock { state -> (ids: Set<MigrationID>, revision: Int64)? in
                let joined = state.joined
                state.joined = []
                state.channels = state.channels.filter { $0.value.audience > 0 || joined.contains($0.key) }
                guard !state.channels.isEmpty else {
                    state.isRunning = false
                    return nil
                }
                return (Set(state.channels.keys.map(\.id)), state.revision)
            }
            guard let watched else { return }
            guard let records = try? await store.migrations(watched.ids, since: watched.revision) else { continue }
            for record in records { publish(record) }
        }
    }

    private func publish(_ record: MigrationRecord) {
        let channels = state.withLock { state in
            state.revision = max(state.revision, record.revision)
            return state.channels.filter { $0.key.id == record.id }
        }
        for (channel, broadcast) in channels {
            if let event = try? event(record, channel.language) { broadcast.send(event) }
        }
    }

    private func event(_ record: MigrationRecord, _ language: Language) throws -> ServerEvent {
        let fragment = try view.fragment(record, language, now: Int64(clock.now()))
        return ServerEvent(name: "state", retry: 2000, data: fragment)
    }
}
