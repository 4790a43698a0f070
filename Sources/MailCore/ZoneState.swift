/// A question to the domain name system: a name, lower case and without the final dot, and a type.
public struct DNSQuestion: Hashable, Codable, Sendable {
    /// The name.
    public var name: String
    /// The type of records.
    public var kind: DNSRecord.Kind

    /// A question.
    public init(_ kind: DNSRecord.Kind, of name: String) {
        self.kind = kind
        self.name = name
    }
}

/// What is published about a domain at a moment, as its own name servers and resolvers tell it.
///
/// Only what was asked for is in it: a zone cannot be listed from outside.
public struct ZoneState: Hashable, Codable, Sendable {
    /// Whether there is such a domain.
    public enum Presence: String, Hashable, Codable, Sendable {
        /// It exists.
        case exists
        /// There is no such name (NXDOMAIN).
        case noSuchName = "no-such-name"
        /// Nobody could tell; `trouble` says why.
        case unknown
    }

    /// Somebody who was asked.
    public struct Voice: Hashable, Codable, Sendable {
        /// What he is.
        public enum Role: String, Hashable, Codable, Sendable { case authoritative, resolver }

        /// What is wrong with him.
        public enum Fault: String, Hashable, Codable, Sendable {
            /// He does not answer in time.
            case silent
            /// He refuses or fails (SERVFAIL, REFUSED), or talks nonsense.
            case failing
            /// He is named as a server of the zone and does not answer for it.
            case lame
            /// His name has no address.
            case unresolved
            /// His address is one that must not be asked.
            case forbidden
        }

        /// The host name of a name server, or the address of a resolver; empty for the system's.
        public var name: String
        /// What he is.
        public var role: Role
        /// What is wrong; nil where he answers.
        public var fault: Fault?
        /// The version of the zone that he has.
        public var serial: Int?

        /// Somebody.
        public init(name: String, role: Role, fault: Fault? = nil, serial: Int? = nil) {
            self.name = name
            self.role = role
            self.fault = fault
            self.serial = serial
        }
    }

    /// What was answered to one question.
    public struct Reply: Hashable, Codable, Sendable {
        /// The question.
        public var question: DNSQuestion
        /// The answer of the zone's own server; nil where none could be had.
        public var answer: DNSAnswer?
        /// Answers of others that differ from it, by the name of the voice.
        public var dissent: [String: DNSAnswer]
        /// Those who were to be compared and did not answer; nil for none, and where that was not noted.
        public var silent: Set<String>?

        /// A reply.
        public init(
            question: DNSQuestion,
            answer: DNSAnswer?,
            dissent: [String: DNSAnswer] = [:],
            silent: Set<String>? = nil
        ) {
            self.question = question
            self.answer = answer
            self.dissent = dissent
            self.silent = silent
        }
    }

    /// The domain.
    public var domain: String
    /// Whether it exists.
    public var presence: Presence
    /// The zone that it is in: itself, or a parent.
    public var zone: String?
    /// The zone's name servers.
    public var nameServers: [String]
    /// Everybody who was asked.
    public var voices: [Voice]
    /// What was answered.
    public private(set) var replies: [DNSQuestion: Reply]
    /// Why something could not be found out, where something could not.
    public var trouble: Problem?

    /// A state.
    public init(
        domain: String,
        presence: Presence = .exists,
        zone: String? = nil,
        nameServers: [String] = [],
        voices: [Voice] = [],
        replies: [Reply] = [],
        trouble: Problem? = nil
    ) {
        self.domain = domain
        self.presence = presence
        self.zone = zone
        self.nameServers = nameServers
        self.voices = voices
        self.replies = Dictionary(replies.map { ($0.question, $0) }) { _, last in last }
        self.trouble = trouble
    }

    /// The reply to a question; nil where it was not asked.
    public subscript(kind: DNSRecord.Kind, name: String) -> Reply? { replies[DNSQuestion(kind, of: name)] }

    /// The records of that type; empty too where nobody could tell or was asked.
    public func records(_ kind: DNSRecord.Kind, _ name: String) -> [DNSRecord] {
        self[kind, name]?.answer?.records.filter { $0.name == name } ?? []
    }

    /// The name that a name is an alias of (CNAME).
    public func alias(_ name: String) -> DNSRecord? { records(.cname, name).first }

    /// Adds a reply.
    public mutating func note(_ reply: Reply) { replies[reply.question] = reply }
}
