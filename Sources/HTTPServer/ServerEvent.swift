/// One server-sent event (WHATWG HTML §9.2), encoded once however many clients get it.
public struct ServerEvent: Hashable, Sendable {
    /// The encoded event; copies share it.
    let bytes: [UInt8]

    /// An event.
    ///
    /// Line ends in `data` become several data lines; in `name` and `id` they are dropped.
    public init(name: String? = nil, id: String? = nil, retry milliseconds: Int? = nil, data: String) {
        var text = ""
        if let name { text += "event: \(ServerEvent.oneLine(name))\n" }
        if let id { text += "id: \(ServerEvent.oneLine(id))\n" }
        if let milliseconds { text += "retry: \(milliseconds)\n" }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            text += "data: \(line)\n"
        }
        bytes = Array((text + "\n").utf8)
    }

    /// A comment, which keeps the connection alive and shows whether the client is still there.
    static let heartbeat = ServerEvent(bytes: Array(": \n\n".utf8))

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private static func oneLine(_ text: String) -> String {
        String(text.filter { !$0.isNewline && $0 != "\0" })
    }
}
