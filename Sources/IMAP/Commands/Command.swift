public import MailCore

/// What a client asks a server (RFC 9051 §6 and the extensions named at each).
public enum Command: Sendable {
    case capability
    case noop
    case logout
    case startTLS
    /// RFC 4978; both sides compress from the tagged OK on.
    case compressDeflate
    /// Made by ``login(user:password:)-(String,_)``, which refuses what cannot be sent.
    case login(user: [UInt8], password: Redacted<[UInt8]>)
    /// With an initial response only where SASL-IR is offered (RFC 4959); further responses are
    /// ``EncodedCommand/response(_:)``.
    case authenticate(Credential.Mechanism, initialResponse: Redacted<[UInt8]>?)
    /// RFC 2971.
    case id([(field: String, value: String)])
    /// RFC 5161.
    case enable([String])
    /// RFC 2342.
    case namespace
    case list(ListRequest)
    case lsub(pattern: MailboxName)
    case status(MailboxName, [StatusItem])
    /// `condstore` only where the server offers CONDSTORE (RFC 7162): Courier answers NO and deselects.
    case select(MailboxName, condstore: Bool)
    case examine(MailboxName, condstore: Bool)
    /// RFC 3691.
    case unselect
    case uidFetch(UIDSet, [FetchItem], changedSince: UInt64? = nil, vanished: Bool = false)
    case uidSearch([SearchKey], returning: [SearchReturn] = [])
    case uidStore(UIDSet, StoreAction, Flags, silent: Bool = false, unchangedSince: UInt64? = nil)
    case uidCopy(UIDSet, MailboxName)
    /// Everything that is marked as deleted, whoever marked it.
    case expunge
    /// RFC 4315.
    case uidExpunge(UIDSet)
    /// With the special use where CREATE-SPECIAL-USE is offered (RFC 6154 §3).
    case create(MailboxName, use: SpecialUse? = nil)
    case delete(MailboxName)
    case subscribe(MailboxName)
    case unsubscribe(MailboxName)
    /// More than one message only where MULTIAPPEND is offered (RFC 3502): Courier stores the first, then answers NO.
    case append(MailboxName, [AppendMessage])
    /// RFC 9208.
    case getQuotaRoot(MailboxName)

    /// The LOGIN command of a password.
    public static func login(user: String, password: Redacted<String>) throws(CredentialError) -> Command {
        guard !user.utf8.contains(0), !password.exposed.utf8.contains(0) else { throw .unsendable }
        return .login(user: Array(user.utf8), password: Redacted(Array(password.exposed.utf8)))
    }

    /// Why a password cannot be sent.
    public enum CredentialError: Error, Hashable, Sendable {
        /// It holds a NUL, which no string of IMAP can (RFC 9051 §9, `CHAR8`).
        case unsendable

        /// The error as a person has to know it.
        public var problem: Problem { Problem(.passwordUnusable, reaction: .stop, fixer: .you) }
    }

    /// The command as it goes over the wire under a tag.
    public func encode(tag: String, literals: LiteralMode) -> EncodedCommand {
        var encoder = CommandEncoder(tag: tag, literals: literals)
        encoder.text(name)
        encoder.arguments(of: self)
        return encoder.finish(name: name)
    }

    /// The command's words, without arguments.
    public var name: String {
        switch self {
        case .capability: "CAPABILITY"
        case .noop: "NOOP"
        case .logout: "LOGOUT"
        case .startTLS: "STARTTLS"
        case .compressDeflate: "COMPRESS DEFLATE"
        case .login: "LOGIN"
        case .authenticate: "AUTHENTICATE"
        case .id: "ID"
        case .enable: "ENABLE"
        case .namespace: "NAMESPACE"
        case .list: "LIST"
        case .lsub: "LSUB"
        case .status: "STATUS"
        case .select: "SELECT"
        case .examine: "EXAMINE"
        case .unselect: "UNSELECT"
        case .uidFetch: "UID FETCH"
        case .uidSearch: "UID SEARCH"
        case .uidStore: "UID STORE"
        case .uidCopy: "UID COPY"
        case .expunge: "EXPUNGE"
        case .uidExpunge: "UID EXPUNGE"
        case .create: "CREATE"
        case .delete: "DELETE"
        case .subscribe: "SUBSCRIBE"
        case .unsubscribe: "UNSUBSCRIBE"
        case .append: "APPEND"
        case .getQuotaRoot: "GETQUOTAROOT"
        }
    }
}

extension Command: CustomStringConvertible, CustomReflectable {
    /// The command's words, never an argument: those may be credentials or somebody's mail.
    public var description: String { name }
    /// Never an argument.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
