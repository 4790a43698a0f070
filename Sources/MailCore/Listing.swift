/// Asks a source for the items of one container.
public struct ListingRequest: Hashable, Sendable {
    /// The container.
    public var container: SourceContainer
    /// Where the last listing ended, so that only what is new or changed since is listed; nil lists everything.
    public var since: Checkpoint?
    /// Whether to deliver fingerprints, which costs a look at every header.
    public var fingerprints: Bool

    /// A request.
    public init(_ container: SourceContainer, since: Checkpoint? = nil, fingerprints: Bool = false) {
        self.container = container
        self.since = since
        self.fingerprints = fingerprints
    }
}

/// A piece of a listing; `request` is the index of the ``ListingRequest`` that it answers.
public enum ListingEvent: Sendable {
    /// The checkpoint's references are void (UIDVALIDITY changed): a full listing with fingerprints follows.
    case renumbered(request: Int)
    /// New or changed items, at most 1,000 at a time.
    case items(request: Int, [SourceItem])
    /// All references that exist, in pieces; only sent for a delta where something may have disappeared.
    case present(request: Int, [Reference])
    /// The container is listed to its end; the checkpoint was taken before the first item was read.
    case end(request: Int, Checkpoint)
    /// The container could not be opened.
    case failed(request: Int, Problem)
}

/// What a source says of an item without its contents.
public struct SourceItem: Hashable, Sendable {
    /// The source's name for it.
    public var reference: Reference
    /// Its size in octets as announced; the true one may differ.
    public var size: Int
    /// When the source received it.
    public var date: InternalDate?
    /// Its flags.
    public var flags: Flags
    /// What it is, where asked for.
    public var fingerprint: Fingerprint?
    /// The source's name for what several items are one and the same of, in whatever container (Gmail: a message under
    /// several labels); nil where it has none.
    public var twin: String?

    /// An item.
    public init(
        reference: Reference,
        size: Int,
        date: InternalDate? = nil,
        flags: Flags = Flags(),
        fingerprint: Fingerprint? = nil,
        twin: String? = nil
    ) {
        self.reference = reference
        self.size = size
        self.date = date
        self.flags = flags
        self.fingerprint = fingerprint
        self.twin = twin
    }
}

/// An answer to `fetch`.
public enum FetchEvent: Sendable {
    /// The item with its contents. A streamed content is to be read to its end, or discarded, before the next event.
    case item(FetchedItem)
    /// This item could not be delivered; the others follow.
    case failed(Reference, Problem)
}

/// An item with its contents, ready to be stored.
public struct FetchedItem: Sendable {
    /// The source's name for it.
    public var reference: Reference
    /// When the source received it.
    public var date: InternalDate?
    /// Its flags as of now.
    public var flags: Flags
    /// What it is; `octets` is the content's true length.
    public var fingerprint: Fingerprint
    /// SHA-256 of the contents in hexadecimal; nil for a streamed item, whose digest ``Stored`` delivers.
    public var digest: String?
    /// The decoded subject or summary, for people, cut to 200 characters.
    public var subject: String
    /// The octets.
    public var content: Content

    /// An item.
    public init(
        reference: Reference,
        date: InternalDate?,
        flags: Flags,
        fingerprint: Fingerprint,
        digest: String?,
        subject: String,
        content: Content
    ) {
        self.reference = reference
        self.date = date
        self.flags = flags
        self.fingerprint = fingerprint
        self.digest = digest
        self.subject = subject
        self.content = content
    }
}

/// What a server says of one of its items.
public struct Observation: Hashable, Sendable {
    /// The server's name for it.
    public var reference: Reference
    /// Its size in octets.
    public var size: Int
    /// When the server received it.
    public var date: InternalDate?
    /// Its flags.
    public var flags: Flags
    /// What it is, where asked for.
    public var fingerprint: Fingerprint?
    /// The decoded subject, where asked for; empty else.
    public var subject: String

    /// An observation.
    public init(
        reference: Reference,
        size: Int,
        date: InternalDate? = nil,
        flags: Flags = Flags(),
        fingerprint: Fingerprint? = nil,
        subject: String = ""
    ) {
        self.reference = reference
        self.size = size
        self.date = date
        self.flags = flags
        self.fingerprint = fingerprint
        self.subject = subject
    }
}
