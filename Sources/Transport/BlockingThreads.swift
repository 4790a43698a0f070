import Glibc
import Synchronization

/// Threads for calls that block, so that none of Swift's cooperative pool ever does.
///
/// A thread is started for a job and ends when no job is left; what exceeds the limit waits in line.
final class BlockingThreads: Sendable {
    typealias Job = @Sendable () -> Void

    private struct State {
        var running = 0
        var waiting: [Job] = []
        var next = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// Runs the job on a thread of its own, as soon as there is one.
    func submit(_ job: @escaping Job) {
        let mayStart = state.withLock { state in
            guard state.running < limit else {
                state.waiting.append(job)
                return false
            }
            state.running += 1
            return true
        }
        if mayStart { start(job) }
    }

    private func start(_ job: @escaping Job) {
        let work = Unmanaged.passRetained(Work(threads: self, first: job))
        var thread = pthread_t()
        guard pthread_create(&thread, nil, { Work.run($0) }, work.toOpaque()) == 0 else {
            // Out of threads: slow, but the job is done.
            _ = Work.run(work.toOpaque())
            return
        }
        pthread_detach(thread)
    }

    fileprivate func next() -> Job? {
        state.withLock { state in
            guard state.next < state.waiting.count else {
                state.running -= 1
                return nil
            }
            defer {
                state.next += 1
                if state.next == state.waiting.count {
                    state.waiting = []
                    state.next = 0
                }
            }
            return state.waiting[state.next]
        }
    }
}

/// What a thread starts with.
private final class Work {
    let threads: BlockingThreads
    private var first: BlockingThreads.Job?

    init(threads: BlockingThreads, first: @escaping BlockingThreads.Job) {
        self.threads = threads
        self.first = first
    }

    static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let pointer else { return nil }
        let work = Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
        // libcurl reads host names in the locale's encoding when it turns them into Punycode.
        let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        uselocale(locale)
        var job = work.first
        work.first = nil
        while let current = job {
            current()
            job = work.threads.next()
        }
        uselocale(nil)
        if let locale { freelocale(locale) }
        return nil
    }
}
