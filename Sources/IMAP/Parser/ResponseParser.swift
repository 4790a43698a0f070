/// Reads a server's octets, however they are split, and says what they mean.
///
/// ```
/// parser.receive(chunk)
/// while let event = try parser.next() { … }      // nil: more octets are needed
/// ```
/// A response is a line, unless the line ends in `{n}`: then n octets follow that are no text (a literal), and after them
/// the response goes on. So the parser first collects a whole response, its text here and its literals there, each octet
/// copied once, and then reads the text in one go. Collecting never looks at an octet twice, whatever the chunks; reading is
/// linear in the text, whose length is bounded (``IMAPLimits``). Wherever a response cannot be read the parser knows where
/// the next one begins, and goes on there.
///
/// A literal that is too large to be held makes an exception: the text before it is read at once, to say what it belongs to
/// (``Event/literalBegin(_:)``); then its octets pass through.
public struct ResponseParser: Sendable {
    private enum State: Sendable {
        /// Within the text of a response.
        case text
        /// Within a literal to be delivered whole: what is there of it, and how many octets are missing.
        case whole(missing: Int)
        /// Within a literal that is passed through.
        case streaming(missing: Int)
        /// Within a literal that nobody wants.
        case skipping(missing: Int)
        /// The stream cannot be read any further.
        case failed(IMAPError)
    }

    /// What a step led to.
    private enum Step {
        case event(Event)
        case goOn
        case starved
    }

    private let limits: IMAPLimits
    private var awaitsGreeting: Bool
    private var state = State.text
    private var input = Input()
    private var frame = Frame()
    private var literal: [UInt8] = []

    /// A parser at the beginning of a connection; `expectsGreeting` is false after STARTTLS or COMPRESS.
    public init(limits: IMAPLimits = IMAPLimits(), expectsGreeting: Bool = true) {
        self.limits = limits
        awaitsGreeting = expectsGreeting
    }

    /// Takes octets as they were read.
    public mutating func receive(_ octets: [UInt8]) { input.append(octets) }

    /// Whether nothing is left between events: must hold before TLS or compression begins (response injection).
    public var isDrained: Bool {
        guard case .text = state else { return false }
        return input.isEmpty && frame.text.isEmpty
    }

    /// Takes out what was not read, between events: octets behind the answer with which compression begins (RFC 4978).
    public mutating func takeUnread() -> [UInt8] { input.takeAll() }

    /// The next event, or nil where more octets are needed; once it threw, it throws the same again.
    public mutating func next() throws(IMAPError) -> Event? {
        do {
            while true {
                switch try step() {
                case .event(let event): return event
                case .goOn: continue
                case .starved: return nil
                }
            }
        } catch {
            state = .failed(error)
            throw error
        }
    }

    private mutating func step() throws(IMAPError) -> Step {
        switch state {
        case .text: try readText()
        case .whole(let missing): readWhole(missing)
        case .streaming(let missing): stream(missing)
        case .skipping(let missing): skip(missing)
        case .failed(let error): throw error
        }
    }

    private mutating func readText() throws(IMAPError) -> Step {
        guard let line = input.takeLine() else { return .starved }
        frame.text.append(contentsOf: line.octets)
        if frame.text.count > limits.statusLine { try checkLength() }
        if awaitsGreeting { try checkGreeting() }
        guard line.isComplete else { return .goOn }
        frame.text.removeLast()
        while frame.text.last == 13 { frame.text.removeLast() }
        if let length = try frame.announcedLiteral() { return try begin(literal: length) }
        return try finish()
    }

    private func checkLength() throws(IMAPError) {
        let (limit, name): (Int, IMAPError.Limit) =
            switch frame.kind {
            case .status: (limits.statusLine, .statusLine)
            case .numbers: (limits.numbers, .numbers)
            case .data: (limits.response, .response)
            }
        guard frame.text.count <= limit else { throw .overLimit(name) }
    }

    /// Another service's first words are refused as soon as they differ, without waiting for a line's end.
    private func checkGreeting() throws(IMAPError) {
        guard frame.text.first == UInt8(ascii: "*"), frame.text.count < 2 || frame.text[1] == 32 else { throw .notIMAP }
    }

    private mutating func begin(literal length: Int) throws(IMAPError) -> Step {
        guard length <= limits.literal else { throw .overLimit(.literal) }
        guard frame.literals.count < limits.literalCount else { throw .overLimit(.literalCount) }
        if length <= limits.wholeLiteral, frame.held + length <= limits.wholeLiterals {
            literal = []
            literal.reserveCapacity(length)
            state = .whole(missing: length)
            return .goOn
        }
        let begin = frame.fault == nil ? ResponseReader.streamedLiteral(frame, length: length, limits) : nil
        frame.literals.append(Frame.Literal(end: frame.text.count, content: .streamed(length: length)))
        if let begin {
            state = .streaming(missing: length)
            return .event(.literalBegin(begin))
        }
        frame.fault = frame.fault ?? .overLimit(.wholeLiterals)
        state = .skipping(missing: length)
        return .goOn
    }

    private mutating func readWhole(_ missing: Int) -> Step {
        let octets = input.take(atMost: missing)
        guard missing == 0 || !octets.isEmpty else { return .starved }
        literal.append(contentsOf: octets)
        guard octets.count == missing else {
            state = .whole(missing: missing - octets.count)
            return .goOn
        }
        frame.literals.append(Frame.Literal(end: frame.text.count, content: .octets(literal)))
        frame.held += literal.count
        literal = []
        state = .text
        return .goOn
    }

    private mutating func stream(_ missing: Int) -> Step {
        guard missing > 0 else {
            state = .text
            return .event(.literalEnd)
        }
        let octets = input.take(atMost: missing)
        guard !octets.isEmpty else { return .starved }
        state = .streaming(missing: missing - octets.count)
        return .event(.literalChunk(Array(octets)))
    }

    private mutating func skip(_ missing: Int) -> Step {
        guard missing > 0 else {
            state = .text
            return .goOn
        }
        let octets = input.take(atMost: missing)
        guard !octets.isEmpty else { return .starved }
        state = .skipping(missing: missing - octets.count)
        return .goOn
    }

    /// Reads the response that is complete now.
    private mutating func finish() throws(IMAPError) -> Step {
        defer { frame.reset() }
        // Some servers send an empty line after a literal's response.
        guard !frame.text.isEmpty else { return .goOn }
        let event = ResponseReader.event(frame, limits)
        guard awaitsGreeting else { return .event(event) }
        guard case .untagged(.status(let status)) = event else { throw .notIMAP }
        switch status.condition {
        case .ok, .preauth, .bye: break
        case .no, .bad: throw .notIMAP
        }
        awaitsGreeting = false
        return .event(.greeting(status))
    }
}
