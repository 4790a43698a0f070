/// What a server's octets mean, in the order of the commands.
public enum Event: Hashable, Sendable {
    /// One line of LIST.
    public struct Size: Hashable, Sendable {
        /// The message's number in this session.
        public let number: Int
        /// Its size as announced.
        public let octets: Int

        /// A line.
        public init(number: Int, octets: Int) {
            self.number = number
            self.octets = octets
        }
    }

    /// One line of UIDL.
    public struct UniqueID: Hashable, Sendable {
        /// The message's number in this session.
        public let number: Int
        /// What it is called in every session.
        public let id: String

        /// A line.
        public init(number: Int, id: String) {
            self.number = number
            self.id = id
        }
    }

    /// The server's first line; one that is not OK turns us away.
    case greeting(Reply)
    /// A command that is answered by one line has succeeded.
    case ok(Command, Reply)
    /// Any command was refused.
    case refused(Command, Reply)
    /// The server goes on with an authentication: answer by ``Conversation/respond(_:)``.
    case challenge([UInt8])
    /// CAPA's answer.
    case capabilities(Capabilities)
    /// STAT's answer.
    case status(messages: Int, octets: Int)
    /// UIDL's answer; lines that say nothing of use are left out.
    case uniqueIDs([UniqueID])
    /// LIST's answer; lines that say nothing of use are left out.
    case sizes([Size])
    /// A message begins (RETR, TOP).
    case messageBegins(Int)
    /// More of the message, dots undone.
    case messageOctets([UInt8])
    /// The message is complete.
    case messageEnds(Int, octets: Int)
}
