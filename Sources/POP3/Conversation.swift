internal import MailCore
internal import SASL

/// A client's side of one POP3 connection (RFC 1939): commands become octets, octets become events; no I/O.
///
/// ```
/// var conversation = Conversation()
/// write(try conversation.send(.capabilities))
/// conversation.receive(try await read())                // empty: the server has closed
/// while let event = try conversation.next() { … }       // nil: more octets are needed
/// ```
/// Commands may be sent ahead where ``Capabilities/pipelines``; answers come in their order. The greeting is answered
/// before any command.
public struct Conversation: Sendable {
    /// What the server's next octets answer.
    enum Expectation: Hashable, Sendable {
        case greeting
        case command(Command)
    }

    private let limits: POP3Limits
    private var buffer = InputBuffer()
    private var expected: [Expectation] = [.greeting]
    private var answered = 0
    private var body: BodyReader?
    private var isListing = false
    private var lines: [[UInt8]] = []
    private var isAuthenticating = false
    private var failure: POP3Error?

    /// A conversation that begins with the server's greeting.
    public init(limits: POP3Limits = POP3Limits()) { self.limits = limits }

    /// Commands that are not answered yet.
    public var outstanding: Int { expected.count - answered }

    /// The octets of a command.
    public mutating func send(_ command: Command) throws(POP3Error) -> [UInt8] {
        if case .command(let last) = expected.last, outstanding > 0, last.endsPipeline { throw .notNow }
        let line = try command.line
        expected.append(.command(command))
        return Array("\(line)\r\n".utf8)
    }

    /// The octets that answer a challenge.
    public mutating func respond(_ response: [UInt8]) throws(POP3Error) -> [UInt8] {
        guard isAuthenticating else { throw .notNow }
        isAuthenticating = false
        return Array("\(Base64.encode(response))\r\n".utf8)
    }

    /// The octets that break an authentication off; the server then refuses it.
    public mutating func cancelAuthentication() throws(POP3Error) -> [UInt8] {
        guard isAuthenticating else { throw .notNow }
        isAuthenticating = false
        return Array("*\r\n".utf8)
    }

    /// Takes octets from the server; none means that it has closed the connection.
    public mutating func receive(_ bytes: [UInt8]) {
        if buffer.count + bytes.count > limits.pending { failure = failure ?? .limit(.pending) }
        guard failure == nil else { return }
        buffer.append(bytes)
    }

    /// The next event; nil where more octets are needed.
    ///
    /// After an error every further call throws it again.
    public mutating func next() throws(POP3Error) -> Event? {
        if let failure { throw failure }
        do throws(POP3Error) {
            if let event = try advance() { return event }
            if buffer.isEnded, outstanding > 0 { throw .ended }
            return nil
        } catch {
            failure = error
            throw error
        }
    }

    private mutating func advance() throws(POP3Error) -> Event? {
        guard outstanding > 0 else {
            // A server may say why it closes, such as an autologout; nobody asked.
            return nil
        }
        if body != nil { return try advanceMessage() }
        if isListing { return try advanceListing() }
        guard !isAuthenticating, let (line, endsBare) = try buffer.line(limit: limits.line) else { return nil }
        return try answer(line, endsBare: endsBare)
    }
}

extension Conversation {
    private mutating func answer(_ line: [UInt8], endsBare: Bool) throws(POP3Error) -> Event? {
        let expectation = expected[answered]
        if case .command(.authenticate) = expectation, let challenge = try Conversation.challenge(line) {
            isAuthenticating = true
            return .challenge(challenge)
        }
        guard let reply = Reply(line: line) else {
            throw .unexpected(line: String(decoding: line.prefix(200), as: UTF8.self))
        }
        switch expectation {
        case .greeting:
            settle()
            return .greeting(reply)
        case .command(let command):
            guard reply.isOK else {
                settle()
                return .refused(command, reply)
            }
            return try begin(command, reply, endsBare: endsBare)
        }
    }

    /// A command has succeeded; what follows depends on it.
    private mutating func begin(_ command: Command, _ reply: Reply, endsBare: Bool) throws(POP3Error) -> Event? {
        switch command {
        case .retrieve(let number), .top(let number, _):
            body = BodyReader(endsBare: endsBare)
            return .messageBegins(number)
        case .capabilities, .uniqueIDs, .sizes:
            isListing = true
            return try advanceListing()
        case .status:
            settle()
            let numbers = reply.text.split(separator: " ").prefix(2).compactMap { Int($0) }
            guard numbers.count == 2 else { throw .unexpected(line: reply.text) }
            return .status(messages: numbers[0], octets: numbers[1])
        case .startTLS:
            guard buffer.count == 0 else { throw .injected }
            settle()
            return .ok(command, reply)
        case .user, .password, .authenticate, .noOperation, .quit:
            settle()
            return .ok(command, reply)
        }
    }

    private mutating func advanceMessage() throws(POP3Error) -> Event? {
        guard case .command(let command) = expected[answered], var reader = body else { return nil }
        body = nil
        let octets = buffer.withUnread { reader.read($0) }
        guard reader.count <= limits.message else { throw .limit(.message) }
        if reader.hasEnded, octets.isEmpty {
            settle()
            return .messageEnds(command.message, octets: reader.count)
        }
        body = reader
        return octets.isEmpty ? nil : .messageOctets(octets)
    }

    private mutating func advanceListing() throws(POP3Error) -> Event? {
        guard case .command(let command) = expected[answered] else { return nil }
        while let (line, _) = try buffer.line(limit: limits.line) {
            guard line != [UInt8(ascii: ".")] else {
                defer { lines = [] }
                isListing = false
                settle()
                return command.listing(lines)
            }
            lines.append(line.first == UInt8(ascii: ".") ? Array(line.dropFirst()) : line)
            let isOver = lines.count > (command == .capabilities ? limits.capabilities : limits.listing)
            if isOver { throw .limit(command == .capabilities ? .capabilities : .listing) }
        }
        return nil
    }

    /// The oldest command is answered.
    private mutating func settle() {
        answered += 1
        if answered > 256 || answered == expected.count {
            expected.removeFirst(answered)
            answered = 0
        }
    }

    /// `+`, a space and base64; nil where the line is something else.
    private static func challenge(_ line: [UInt8]) throws(POP3Error) -> [UInt8]? {
        guard line.first == UInt8(ascii: "+"), line.count == 1 || line[1] == UInt8(ascii: " ") else { return nil }
        let encoded = line.dropFirst().filter { $0 != UInt8(ascii: " ") }
        // Some servers greet the exchange with words instead of an empty challenge.
        return Base64.decode(Array(encoded)) ?? []
    }
}
