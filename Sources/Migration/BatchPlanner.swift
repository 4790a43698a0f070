import Journal
import MailCore

/// Items to be fetched and stored together.
struct BatchPlan: Sendable {
    var items: [ItemRow]
    /// The target's limit for one item.
    var maxItemBytes: Int?

    var octets: Int { items.reduce(0) { $0 + max(0, $1.size) } }
    /// What it takes of memory while it is on its way: a large item is never there as a whole.
    var held: Int { items.reduce(0) { $0 + min(max(0, $1.size), BatchPlanner.largeItem) + BatchPlan.besides } }
    /// What it may come to; sizes are estimates at some servers, but one that sends far more than it said is not trusted.
    var most: Int { 2 * octets + 4 << 20 }

    /// What an item takes of memory besides its octets, measured: rows, names, digests, outcomes.
    private static let besides = 4 << 10
}

/// Cuts the open items of containers into batches, by their announced sizes.
struct BatchPlanner: Sendable {
    /// An item larger than this goes alone.
    static let largeItem = 1 << 20

    let journal: Journal
    let limits: Limits
    let onlyTouched: Int?

    func window(of way: Way) -> Window { Window(planner: self, container: way.container.id) }

    /// A container's open items, read a few hundred at a time.
    struct Window {
        let planner: BatchPlanner
        let container: Int64
        private var last: Int64 = 0
        private var items: ArraySlice<ItemRow> = []
        private var isAtEnd = false

        init(planner: BatchPlanner, container: Int64) {
            self.planner = planner
            self.container = container
        }

        /// The next batch of about so many octets at most, nil at the end; items that failed in company, down to the last,
        /// are not among them.
        mutating func next(octets most: Int) async throws(Problem) -> BatchPlan? {
            let most = min(most, planner.limits.batchBytes)
            var batch: [ItemRow] = []
            var octets = 0
            var cap = planner.limits.batchItems
            while let item = try await peek() {
                guard item.cap != 1 else {
                    items.removeFirst()
                    continue
                }
                let isLarge = item.size > BatchPlanner.largeItem
                let limit = min(cap, item.cap ?? cap)
                guard
                    batch.isEmpty || !isLarge && batch.count < limit && octets + item.size <= most
                else { break }
                items.removeFirst()
                batch.append(item)
                octets += item.size
                cap = limit
                if isLarge || batch.count >= cap { break }
            }
            return batch.isEmpty ? nil : BatchPlan(items: batch, maxItemBytes: planner.limits.maxItemBytes)
        }

        private mutating func peek() async throws(Problem) -> ItemRow? {
            if items.isEmpty, !isAtEnd {
                let read = try await planner.journal.openItems(
                    of: container,
                    after: last,
                    limit: 512,
                    onlyTouched: planner.onlyTouched
                )
                isAtEnd = read.count < 512
                last = read.last?.id ?? last
                items = read[...]
            }
            return items.first
        }
    }
}
