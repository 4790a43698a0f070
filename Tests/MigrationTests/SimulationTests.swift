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
        let lanes = UInt64(ProcessInfo.processInfo.activeProcessorCount)
        await withTaskGroup(of: [String].self) { group in
            for lane in 0..<lanes {
                group.addTask { await failures(stride(from: 1 + lane, through: count, by: Int(lanes))) }
            }
            for await failures in group {
                for failure in failures { Issue.record("\(failure)") }
            }
        }
    }

    /// What went wrong, of the first few seeds with which anything did.
    private func failures(_ seeds: StrideThrough<UInt64>) async -> [String] {
        var failures: [String] = []
        for seed in seeds where failures.count < 5 {
            guard let simulation = try? Simulation(seed: seed) else { return ["seed \(seed) does not begin"] }
            let findings = await play(simulation)
            if !findings.isEmpty { failures.append("seed \(seed): \(findings.prefix(3).joined(separator: "; "))") }
        }
        return failures
    }

    /// On a thread of its own: the simulation's executor is the thread that it runs on.
    private func play(_ simulation: Simulation) async -> [String] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: simulation.play()) }
        }
    }
}
