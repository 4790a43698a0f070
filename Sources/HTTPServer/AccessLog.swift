internal import Logging
import Synchronization

/// One line for each request.
enum AccessLog {
    /// Writes the line: method, path without query, status, octets, milliseconds, client and request ID.
    static func write(_ exchange: Exchange, isComplete: Bool, to logger: Logger) {
        guard logger.logLevel <= .info else { return }
        let elapsed = ContinuousClock.now - exchange.began
        let milliseconds = elapsed / .milliseconds(1)
        let (method, peer, id, answer) = exchange.state.withLock { ($0.method, $0.peer, $0.requestID, $0.answer) }
        let path = printable(String(exchange.target.prefix { $0 != "?" }.prefix(200)))
        let status = answer.map { "\($0.status.rawValue)" } ?? "-"
        logger.info(
            "\(printable(method)) \(path) \(status)\(isComplete ? "" : " aborted")",
            metadata: [
                "bytes": "\(answer?.sent ?? 0)", "ms": "\((milliseconds * 10).rounded() / 10)", "peer": "\(peer)",
                "request": "\(id)",
            ]
        )
    }

    /// The text with everything but visible ASCII and spaces replaced.
    static func printable(_ text: String) -> String {
        String(decoding: text.utf8.map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
