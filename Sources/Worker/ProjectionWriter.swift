import Journal
import Logging
import MailCore
import Store
import Synchronization

/// Keeps a migration's row up to date while it runs: at most once an interval, and at least every five with a sign of life.
final class ProjectionWriter: Sendable {
    private let migration: MigrationID
    private let reader: JournalReader
    private let store: any WorkQueue
    private let clock: WallClock
    private let log: Logger
    private let news = Mutex(News())

    /// What was told since the last write, and what the journal does not keep.
    private struct News {
        var isDirty = true
        var container: FolderPath?
        private var counts: [Kind: Counts]?
        private var changed: Int64?

        init() {}

        /// When a count last changed, where that was during this run.
        mutating func changed(_ counts: [Kind: Counts], at now: Int64) -> Int64? {
            if let old = self.counts, old != counts { changed = now }
            self.counts = counts
            return changed
        }
    }

    init(_ migration: MigrationID, _ reader: JournalReader, _ store: any WorkQueue, _ clock: WallClock, _ log: Logger) {
        self.migration = migration
        self.reader = reader
        self.store = store
        self.clock = clock
        self.log = log
    }

    /// Something happened; the listener that the runner calls.
    func note(_ event: MigrationEvent) {
        news.withLock { news in
            news.isDirty = true
            if case .progress(let progress) = event { news.container = progress.container ?? news.container }
        }
    }

    /// Writes until it is cancelled; `beat` is called each time.
    func run(every interval: Double, _ beat: @Sendable () -> Void) async {
        var quiet = 0
        while !Task.isCancelled {
            quiet += 1
            if takeDirt() || quiet >= 5 {
                quiet = 0
                await write { $0 }
            }
            beat()
            await clock.sleep(interval)
        }
    }

    /// Writes what the journal says now, changed as the caller knows better.
    ///
    /// A row that cannot be written is the next
    /// write's business: the journal stays the truth.
    func write(_ change: (Projection) -> Projection) async {
        do {
            var projection = change(try await Projection.read(reader))
            let (now, counts) = (Int64(clock.now()), projection.counts)
            let (container, changed) = news.withLock { ($0.container, $0.changed(counts, at: now)) }
            projection.lastSignOfLife = now
            projection.progress?.container = container
            projection.changed = [projection.changed, changed].compactMap { $0 }.max()
            try await store.write(projection, of: migration)
        } catch {
            log.warning("the projection could not be written", metadata: ["id": "\(migration)", "error": "\(error)"])
        }
    }

    private func takeDirt() -> Bool {
        news.withLock { news in
            defer { news.isDirty = false }
            return news.isDirty
        }
    }
}
