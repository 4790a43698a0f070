import Dispatch
import FoundationEssentials
import Testing

@testable import Migration

@Suite("Simulation")
struct SimulationTests {
    /// `UMZUG_SEEDS=n` plays seeds 1…n and `UMZUG_SEEDS=m-n` seeds m…n; `UMZUG_SEED=n` plays that one alone and prints its
    /// trace.
    @Test("whatever fails, whenever the process dies: the end follows from the items alone, and undo is the start")
    func seeds() async throws {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["UMZUG_SEED"].flatMap(UInt64.init) {
            let simulation = try Simulation(seed: seed, isTracing: true)
            let findings = await play(simulation)
            print(simulation.world.trace.joined(separator: "\n"))
            #expect(findings.isEmpty, "seed \(seed): \(findings)")
            return
        }
        let bounds = (environment["UMZUG_SEEDS"] ?? "2000").split(separator: "-").compactMap { UInt64($0) }
        let last = try #require(bounds.last)
        let first = bounds.count > 1 ? bounds[0] : 1
        let lanes = UInt64(ProcessInfo.processInfo.activeProcessorCount)
        await withDiscardingTaskGroup { group in
            for lane in 0..<lanes {
                group.addTask { await playAll(stride(from: first + lane, through: last, by: Int(lanes))) }
            }
        }
    }

    @Test(
        "what once went wrong in a long run stays right",
        arguments: [
            // An intent took the copy, in a renumbered target, of another item that could not be told from it.
            54_965 as UInt64,
            // A message that somebody had moved was taken for the copy of one that looked the same, and copied as its twin.
            45_458,
        ]
    )
    func onceFailed(_ seed: UInt64) async throws {
        let simulation = try Simulation(seed: seed)
        let findings = await play(simulation)
        #expect(findings.isEmpty)
    }

    /// Tells at once what goes wrong, of the first few seeds with which anything does.
    private func playAll(_ seeds: StrideThrough<UInt64>) async {
        var failed = 0
        for seed in seeds where failed < 5 {
            let simulation = try? Simulation(seed: seed)
            let findings = if let simulation { await play(simulation) } else { ["it does not begin"] }
            guard !findings.isEmpty else { continue }
            failed += 1
            Issue.record("seed \(seed): \(findings.prefix(3).joined(separator: "; "))")
        }
    }

    /// On a thread of its own: the simulation's executor is the thread that it runs on.
    private func play(_ simulation: Simulation) async -> [String] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: simulation.play()) }
        }
    }
}
