import Dispatch
import FoundationEssentials
import Testing

@testable import Migration

@Suite("Simulation")
struct SimulationTests {
    /// `UMZUG_SEEDS=n` plays seeds 1…n, `UMZUG_SEED=n` that one alone and prints its trace.
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
        let count = environment["UMZUG_SEEDS"].flatMap(UInt64.init) ?? 2000
        await withTaskGroup(of: (UInt64, [String]).self) { group in
            var failures = 0
            for lane in 0..<UInt64(2) {
                group.addTask { await firstFailure(stride(from: 1 + lane, through: count, by: 2)) }
            }
            for await (seed, findings) in group where !findings.isEmpty {
                failures += 1
                Issue.record("seed \(seed): \(findings.prefix(3).joined(separator: "; "))")
            }
            #expect(failures == 0)
        }
    }

    private func firstFailure(_ seeds: StrideThrough<UInt64>) async -> (UInt64, [String]) {
        for seed in seeds {
            guard let simulation = try? Simulation(seed: seed) else { return (seed, ["does not begin"]) }
            let findings = await play(simulation)
            if !findings.isEmpty { return (seed, findings) }
        }
        return (0, [])
    }

    /// On a thread of its own: the simulation's executor is the thread that it runs on.
    private func play(_ simulation: Simulation) async -> [String] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: simulation.play()) }
        }
    }
}
