/// Reads a server's octets, however they are split, and says what they mean.
///
/// ```
/// parser.receive(chunk)
/// while let event = try parser.next() { … }      // nil: more octets are needed
/// ```
public struct ResponseParser: Sendable {
    /// A parser at the beginning of a connection; `expectsGreeting` is false after COMPRESS or STARTTLS.
    public init(limits: IMAPLimits = IMAPLimits(), expectsGreeting: Bool = true) {}
    /// Takes octets as they were read.
    public mutating func receive(_ octets: [UInt8]) {}
    /// The next event, or nil where more octets are needed. After it threw, it throws the same again.
    public mutating func next() throws(IMAPError) -> Event? { nil }
    /// Whether everything received has been delivered: must hold before TLS or compression begins (response injection).
    public var isDrained: Bool { true }
}
