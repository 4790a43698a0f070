import MailCore
import Synchronization
import Testing

@testable import Connectors

@Suite("Queues of listings")
struct ListingQueuesTests {
    @Test("events come in the order of the listings, whoever brings them first")
    func order() async throws {
        let queues = ListingQueues<Int>(count: 3)
        let stream = queues.stream()
        queues.push(20, of: 2)
        queues.finish(2)
        queues.push(0, of: 0)
        queues.finish(0)
        queues.finish(1)
        #expect(try await stream.all() == [0, 20])
    }

    @Test("a listing that fails ends the stream when its turn comes")
    func failure() async throws {
        let queues = ListingQueues<Int>(count: 2)
        let stream = queues.stream()
        queues.push(1, of: 0)
        queues.finish(1, .lostConnection)
        queues.finish(0)
        var taken: [Int] = []
        do {
            for try await event in stream { taken.append(event) }
            Issue.record("the second listing failed")
        } catch {
            #expect((error as? Problem)?.code == .connectionLost)
        }
        #expect(taken == [1])
    }

    @Test("whoever brings too much waits, but never the one whose turn it is")
    func bound() async throws {
        let queues = ListingQueues<Int>(count: 2)
        let stream = queues.stream()
        let brought = Mutex(0)
        async let second: Void = bring(200, of: 1, queues) { brought.withLock { $0 += 1 } }
        async let first: Void = bring(200, of: 0, queues) {}
        var taken = 0
        for try await event in stream {
            taken += 1
            if event == 0 { #expect(brought.withLock { $0 } <= 18) }
        }
        _ = await (first, second)
        #expect(taken == 400)
    }

    @Test("letting go of the stream lets whoever waits go on", .timeLimit(.minutes(1)))
    func abandoned() async throws {
        let queues = ListingQueues<Int>(count: 2)
        do { _ = queues.stream() }
        await bring(200, of: 1, queues) {}
    }

    private func bring(
        _ count: Int,
        of index: Int,
        _ queues: ListingQueues<Int>,
        _ note: @Sendable () -> Void
    ) async {
        for _ in 0..<count {
            await queues.room(for: index)
            queues.push(index, of: index)
            note()
        }
        queues.finish(index)
    }
}
