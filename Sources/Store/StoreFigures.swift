public import MailCore

/// Figures about all migrations, for operators.
public struct StoreFigures: Sendable, Hashable {
    /// Migrations by the name of their state.
    public var states: [String: Int] = [:]
    /// The sums of all of them.
    public var counts: [Kind: Counts] = [:]
    /// Items that failed, by the code of their problem.
    public var failures: [String: Int] = [:]
    /// Orders that wait or are carried out by nobody.
    public var waitingJobs = 0
    /// Requests that nobody has taken up.
    public var waitingRequests = 0
    /// Mails of the migrations that are kept, by what became of them: `waiting`, `sent`, `given-up`, `withheld`.
    public var mails: [String: Int] = [:]
    /// When the oldest mail that waits was written, in seconds since 1970; nil where none waits.
    public var oldestMail: Int64?
    /// When a worker last said that it lives, in seconds since 1970; nil where none does.
    public var heartbeat: Double?

    /// No figures.
    public init() {}
}

/// What operators need of the control database.
public protocol OperationsStore: Sendable {
    /// The figures of now.
    func figures() async throws -> StoreFigures
    /// When a worker last said that it lives; nil where none does.
    func heartbeat() async throws -> Double?
    /// Writes a little; fails where nothing can be written.
    func probe() async throws
}
