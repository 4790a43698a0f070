internal import IMAP
internal import MailCore
internal import Synchronization

extension IMAPConnection {
    /// Where the writer waits for the server's leave to send a literal.
    struct Gate {
        /// The command that waits.
        var tag = ""
        /// Whether leave came before the writer waited for it.
        var isOpen = false
        /// The writer; resumed with false where the command was refused.
        var waiter: CheckedContinuation<Bool, Never>?
    }

    /// Octets that are joined into one write; larger arrays go as they are.
    private static let joined = 64 << 10

    /// The writer: sends what is queued, in order, small commands joined.
    func write() async {
        do throws(Problem) {
            while let exchanges = await nextExchanges() {
                // Not kept from one time to the next: most connections wait most of the time.
                var buffer: [UInt8] = []
                for exchange in exchanges { try await send(exchange, joining: &buffer) }
                try await flush(&buffer)
            }
        } catch {
            fail(error)
        }
    }

    /// What is queued; waits where nothing is, and gives nil at the end.
    private func nextExchanges() async -> [IMAPExchange]? {
        await withCheckedContinuation { continuation in
            let mayGoOn = state.withLock { state in
                let mayGoOn = !state.outbox.isEmpty || state.failure != nil
                if !mayGoOn { state.idleWriter = continuation }
                return mayGoOn
            }
            if mayGoOn { continuation.resume() }
        }
        return state.withLock { state in
            defer { state.outbox = [] }
            return state.failure == nil ? state.outbox : nil
        }
    }

    private func send(_ exchange: IMAPExchange, joining buffer: inout [UInt8]) async throws(Problem) {
        settings.log?("C: \(exchange.encoded)")
        for piece in exchange.encoded.pieces {
            switch piece {
            case .octets(let octets) where octets.count < IMAPConnection.joined / 2:
                buffer += octets
                if buffer.count >= IMAPConnection.joined { try await flush(&buffer) }
            case .octets(let octets):
                try await flush(&buffer)
                try await put(octets)
            case .stream(let length):
                try await flush(&buffer)
                try await pump(exchange.body, length: length)
            case .awaitContinuation:
                state.withLock { $0.gate = Gate(tag: exchange.encoded.tag) }
                try await flush(&buffer)
                guard await gateOpens(for: exchange.encoded.tag) else { return }
            }
        }
        guard exchange.isCompression else { return }
        state.withLock { $0.gate = Gate(tag: exchange.encoded.tag) }
        try await flush(&buffer)
        _ = await gateOpens(for: exchange.encoded.tag)
    }

    /// Sends a streamed body: exactly as long as announced, or the connection is worth nothing any more.
    private func pump(_ body: (any ContentStream)?, length: Int) async throws(Problem) {
        var left = length
        while left > 0, let octets = try await body?.next() {
            guard octets.count <= left else { break }
            left -= octets.count
            try await put(octets)
        }
        guard left == 0 else { throw .lostConnection }
    }

    private func flush(_ buffer: inout [UInt8]) async throws(Problem) {
        guard !buffer.isEmpty else { return }
        try await put(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func put(_ octets: [UInt8]) async throws(Problem) {
        // In pieces, so that a slow upload shows signs of life to the watchdog.
        let size = 1 << 20
        guard octets.count > size else { return try await putPiece(octets) }
        for start in stride(from: 0, to: octets.count, by: size) {
            try await putPiece(Array(octets[start..<min(start + size, octets.count)]))
        }
    }

    private func putPiece(_ octets: [UInt8]) async throws(Problem) {
        try await stream.write(octets)
        carried(octets.count)
    }

    /// Waits for the server's leave; false where it refused the command, or the connection ended.
    private func gateOpens(for tag: String) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.gate.isOpen { return true }
                guard state.failure == nil, state.pending.contains(where: { $0.encoded.tag == tag }) else {
                    return false
                }
                state.gate.waiter = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// The server gave leave.
    func openGate() {
        let waiter = state.withLock { state in
            state.gate.isOpen = state.gate.waiter == nil
            defer { state.gate.waiter = nil }
            return state.gate.waiter
        }
        waiter?.resume(returning: true)
    }

    /// The watchdog: a server that owes an answer and is silent for too long is given up.
    func watch() async {
        let limit = Duration.seconds(settings.commandTimeout)
        while !Task.isCancelled {
            let (isWaiting, last) = state.withLock { ((!$0.pending.isEmpty) && !$0.isPaused, $0.lastActivity) }
            let silence = ContinuousClock.now - last
            if isWaiting, silence >= limit {
                return fail(.silence(host: settings.endpoint.host, reaction: .retry(afterSeconds: nil)))
            }
            try? await Task.sleep(for: isWaiting ? limit - silence : limit)
        }
    }
}

extension Problem {
    /// The server is silent for too long.
    static func silence(host: String, reaction: Reaction) -> Problem {
        Problem(.noAnswer, ["host": host], reaction: reaction, fixer: .provider)
    }
}
