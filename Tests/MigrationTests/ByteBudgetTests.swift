import Testing

@testable import Migration

@Suite("Byte budget")
struct ByteBudgetTests {
    @Test("who came first is served first, even where a later one would fit")
    func order() {
        let executor = VirtualExecutor(seed: 1)
        let order = executor.run {
            let budget = ByteBudget(capacity: 100)
            let order = Box<[String]>([])
            let held = await budget.acquire(80)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    let large = await budget.acquire(60)
                    order.value.append("large")
                    await budget.release(large)
                }
                await executor.sleep(1)
                group.addTask {
                    let small = await budget.acquire(10)
                    order.value.append("small")
                    await budget.release(small)
                }
                await executor.sleep(1)
                order.value.append("released")
                await budget.release(held)
            }
            return order.value
        }
        #expect(order == ["released", "large", "small"])
    }

    @Test("an item larger than all of it gets through alone")
    func larger() async {
        let budget = ByteBudget(capacity: 100)
        let held = await budget.acquire(5000)
        #expect(held == 100)
        await budget.release(held)
        #expect(await budget.acquire(100) == 100)
    }

    @Test("every migration after the first takes its share, and gives it back")
    func shares() {
        let executor = VirtualExecutor(seed: 1)
        let order = executor.run {
            let budget = ByteBudget(capacity: 4 << 20)
            let order = Box<[String]>([])
            for _ in 0..<3 { await budget.join() }
            let first = await budget.acquire(3 << 20)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    let second = await budget.acquire(1 << 20)
                    order.value.append("second")
                    await budget.release(second)
                }
                await executor.sleep(1)
                order.value.append("left")
                for _ in 0..<2 { await budget.leave() }
            }
            await budget.release(first)
            return order.value
        }
        #expect(order == ["left", "second"])
    }

    @Test("however many migrations there are, some mail moves")
    func floor() async {
        let budget = ByteBudget(capacity: 4 << 20)
        for _ in 0..<100 { await budget.join() }
        let held = await budget.acquire(1 << 19)
        #expect(await budget.acquire(1 << 19) == 1 << 19)
        await budget.release(held)
    }
}
