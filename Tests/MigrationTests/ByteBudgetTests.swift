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
}
