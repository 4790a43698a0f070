import Dispatch
import MailCore

/// One thread on which a whole simulation runs: the seed decides which job is next, and time passes only when nothing else
/// can be done.
final class VirtualExecutor: TaskExecutor, @unchecked Sendable {
    private struct Sleeper {
        var end: Double
        var order: Int
        var continuation: CheckedContinuation<Void, Never>
    }

    private var jobs: [UnownedJob] = []
    private var sleepers: [Sleeper] = []
    private var order = 0
    private var random: SeededRandom
    private(set) var now = 1_700_000_000.0

    init(seed: UInt64) { random = SeededRandom(seed: seed ^ 0xABCD_EF01) }

    func enqueue(_ job: consuming ExecutorJob) { jobs.append(UnownedJob(job)) }

    func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }

    func sleep(_ seconds: Double) async {
        guard !Task.isCancelled else { return }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                order += 1
                sleepers.append(Sleeper(end: now + max(0, seconds), order: order, continuation: continuation))
            }
        } onCancel: {
            // Wakes everybody; whoever was not meant looks at the clock and sleeps on.
            for sleeper in sleepers { sleeper.continuation.resume() }
            sleepers = []
        }
    }

    /// Does something when its time has come, whatever else goes on.
    func at(_ time: Double, _ action: @escaping @Sendable () -> Void) {
        Task(executorPreference: self) {
            while self.now < time { await self.sleep(time - self.now) }
            action()
        }
    }

    /// Lets time pass while nothing runs.
    func pass(seconds: Double) { now += seconds }

    /// Runs to the end; nil where nothing can go on any more.
    func run<T: Sendable>(_ body: @escaping @Sendable () async -> T) -> T? {
        let result = Box<T?>(nil)
        Task(executorPreference: self) { result.value = await body() }
        while result.value == nil {
            if !jobs.isEmpty {
                let job = jobs.remove(at: Int(random.next() % UInt64(jobs.count)))
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else if let next = sleepers.indices.min(by: { key($0) < key($1) }) {
                let sleeper = sleepers.remove(at: next)
                now = max(now, sleeper.end)
                sleeper.continuation.resume()
            } else {
                return nil
            }
        }
        return result.value
    }

    private func key(_ index: Int) -> (Double, Int) { (sleepers[index].end, sleepers[index].order) }
}

/// A variable that only the simulation's one thread touches.
final class Box<T>: @unchecked Sendable {
    var value: T
    init(_ value: T) { self.value = value }
}

/// SplitMix64.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { next() % 100 < UInt64(percent) }
    mutating func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(next() % UInt64(bound)) }
}
