import FoundationEssentials
import MailCore
import Testing

@testable import Journal

/// What the journal costs; the figures hold for a release build on an idle machine and are printed, not judged, elsewhere.
@Suite("Journal, cost", .enabled(if: ProcessInfo.processInfo.environment["UMZUG_MEASURE"] != nil))
struct JournalSpeedTests {
    @Test("items are listed, intended, settled and looked up again", arguments: [2000, 200_000])
    func cost(items: Int) async throws {
        let folder = try TemporaryData()
        let journal = try folder.create("SPEED-TEST")
        let clock = ContinuousClock()
        let start = clock.now
        let listed = try await Listed(journal, items: items)
        let listing = clock.now
        #expect(try await listed.copyAll(batch: 200) == items)
        let copying = clock.now
        for first in stride(from: 1, through: items, by: 1000) {
            let seen = (first..<min(first + 1000, items + 1)).map {
                Observation(reference: Reference("9.\($0)"), size: 26_000)
            }
            #expect(try await journal.copies(seen, target: listed.target.id).compactMap { $0 }.count == seen.count)
        }
        let end = clock.now
        print("\(items) items: listed \(listing - start), copied \(copying - listing), verified \(end - copying)")
        print("resident: \(JournalSpeedTests.residentKilobytes() / 1024) MB")
        try journal.close()
    }

    private static func residentKilobytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}
