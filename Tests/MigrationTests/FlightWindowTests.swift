import MailCore
import Testing

@testable import Migration

@Suite("Flight window")
struct FlightWindowTests {
    /// Sends pieces as fast as they may go over a line that carries so many octets a second, and says how long what was
    /// under way at the end took to arrive.
    private func backlog(rate: Int, roundTrip: Double, octets: Int) throws -> (seconds: Double, lastDrain: Double) {
        let executor = VirtualExecutor(seed: 3)
        let result = executor.run {
            let window = FlightWindow(clock: WallClock(now: { executor.now }, sleep: { await executor.sleep($0) }))
            await window.widen(to: 64)
            let begin = executor.now
            let free = Box(begin)
            await withTaskGroup(of: Void.self) { group in
                var sent = 0
                while sent < octets {
                    let piece = min(octets - sent, await window.pieceOctets)
                    let passage = await window.enter(piece)
                    sent += piece
                    free.value = max(free.value, executor.now) + Double(piece) / Double(rate)
                    let end = free.value + roundTrip
                    group.addTask {
                        while executor.now < end { await executor.sleep(end - executor.now) }
                        await window.leave(passage)
                    }
                }
                let stop = executor.now
                await window.drain()
                free.value = executor.now - stop
            }
            return (executor.now - begin, free.value)
        }
        return try #require(result)
    }

    @Test(
        "a stop waits for about two seconds, whatever the line carries",
        arguments: [(100_000, 0.05), (1_000_000, 0.05), (1_000_000, 0.3), (20_000_000, 0.02)]
    )
    func stop(rate: Int, roundTrip: Double) throws {
        let (_, drain) = try backlog(rate: rate, roundTrip: roundTrip, octets: rate * 60)
        #expect(drain < 4.5)
    }

    @Test("a fast line is kept busy", arguments: [0.001, 0.02, 0.05])
    func busy(roundTrip: Double) throws {
        let (seconds, _) = try backlog(rate: 100_000_000, roundTrip: roundTrip, octets: 100_000_000)
        #expect(seconds < 1 + 5 * roundTrip)
    }

    @Test("what is larger than the window passes alone, and in its turn")
    func larger() async {
        let window = FlightWindow(clock: WallClock(now: { 0 }, sleep: { _ in }))
        await window.widen(to: 8)
        let passage = await window.enter(1 << 30)
        async let next = window.enter(1)
        await window.leave(passage)
        await window.leave(next)
        await window.drain()
    }
}
