extension Core {
    /// Looks at the clock for every connection four times a second, until cancelled.
    func watchClock() async {
        while !Task.isCancelled {
            tick(at: .now)
            try? await Task.sleep(for: .milliseconds(250))
        }
    }

    /// Ends event streams, waits for what is under way, and cuts off what lasts until the deadline.
    func drain(until deadline: ContinuousClock.Instant) async {
        registry.beginStop(cutAt: deadline)
        var feeds: [EventFeed] = []
        registry.forEach { connection in
            if let feed = connection.exchange?.feed { feeds.append(feed) }
        }
        for feed in feeds { feed.finish() }
        await registry.waitUntilIdle()
    }

    private func tick(at now: ContinuousClock.Instant) {
        let limits = configuration.limits
        let isOver = registry.isPastDeadline(at: now)
        var cut: [Exchange] = []
        var late: [Exchange] = []
        registry.forEach { connection in
            guard let exchange = connection.exchange else {
                if isOver || connection.isOverdue(at: now, limits: limits) { connection.cut() }
                return
            }
            switch isOver ? .cut : exchange.tick(at: now, limits: limits) {
            case .no: break
            case .handler: late.append(exchange)
            case .cut:
                connection.cut()
                cut.append(exchange)
            }
        }
        // Behind the lock, because a task's cancellation runs other people's code.
        for exchange in cut { exchange.cut() }
        for exchange in late { exchange.expire() }
    }
}
