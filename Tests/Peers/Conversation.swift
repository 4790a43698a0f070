import Foundation

/// One connection of a `ScriptedServer`, on a thread of its own.
struct Conversation {
    let client: Int32
    let record: (String) -> Void
    private var buffer: [UInt8] = []
    private var tag = ""
    private var rules: [(pattern: String, answer: String)] = []

    init(client: Int32, record: @escaping (String) -> Void) {
        self.client = client
        self.record = record
    }

    /// Follows the script to its end, then the rules until the client leaves; returns what it did not expect.
    mutating func run(_ script: [ScriptedServer.Line]) -> String? {
        for line in script {
            switch line {
            case .send(let text): send(text.replacing("$", with: tag))
            case .rule(let pattern, let answer): rules.append((pattern, answer))
            case .action(let name): if !act(name) { return nil }
            case .expect(let pattern):
                guard let command = readCommand() else { return "the client left; expected '\(pattern)'" }
                guard matches(command, pattern) else { return "the client said '\(command)'; expected '\(pattern)'" }
            }
        }
        while let command = readCommand() { answer(command) }
        return nil
    }

    private mutating func answer(_ command: String) {
        guard let rule = rules.first(where: { matches(command, $0.pattern) }) else {
            send("\(tag) BAD no rule for this\r\n")
            return
        }
        for line in rule.answer.components(separatedBy: "\\n") { send(line.replacing("$", with: tag) + "\r\n") }
    }

    /// Whether the connection goes on.
    private mutating func act(_ action: String) -> Bool {
        let words = action.split(separator: " ")
        switch words.first {
        case "wait":
            usleep(UInt32(words.last.flatMap { Int($0) } ?? 0) * 1000)
            return true
        case "silence":
            while readCommand() != nil {}
            return false
        case "reset":
            var hard = linger(l_onoff: 1, l_linger: 0)
            setsockopt(client, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
            return false
        default:
            return false
        }
    }

    /// `$` is any tag, `*` anything; letters match in any case.
    private func matches(_ command: String, _ pattern: String) -> Bool {
        var expected = pattern
        if expected.hasPrefix("$") { expected = tag + expected.dropFirst() }
        let parts = expected.lowercased().components(separatedBy: "*")
        var rest = command.lowercased()[...]
        for (index, part) in parts.enumerated() {
            if index == 0 {
                guard rest.hasPrefix(part) else { return false }
                rest = rest.dropFirst(part.count)
            } else if index == parts.count - 1 {
                return rest.hasSuffix(part)
            } else {
                guard let found = rest.firstRange(of: part) else { return false }
                rest = rest[found.upperBound...]
            }
        }
        return rest.isEmpty
    }

    private mutating func readCommand() -> String? {
        guard var command = readLine() else { return nil }
        while let literal = Conversation.literal(at: command) {
            if literal.isSynchronizing { send("+ go on\r\n") }
            guard let bytes = read(literal.count), let rest = readLine() else { return nil }
            command += "\r\n" + String(decoding: bytes, as: UTF8.self) + rest
        }
        tag = String(command.prefix { $0 != " " })
        record(command)
        return command
    }

    private static func literal(at command: String) -> (count: Int, isSynchronizing: Bool)? {
        guard command.hasSuffix("}"), let open = command.lastIndex(of: "{") else { return nil }
        let digits = command[command.index(after: open)...].dropLast()
        guard let count = Int(digits.filter { $0 != "+" && $0 != "-" }) else { return nil }
        return (count, !digits.hasSuffix("+") && !digits.hasSuffix("-"))
    }

    private mutating func readLine() -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer[..<end]
                buffer.removeSubrange(...end)
                return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
            }
            guard fill() else { return nil }
        }
    }

    private mutating func read(_ count: Int) -> [UInt8]? {
        while buffer.count < count { guard fill() else { return nil } }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    private mutating func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(client, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }

    private func send(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }
}
