extension Problem.Code {
    // Reaching a server
    /// The host name does not resolve.
    public static let hostNotFound = Self(rawValue: "host-not-found")
    /// There is no such domain.
    public static let domainNotFound = Self(rawValue: "domain-not-found")
    /// The domain name system fails: its servers refuse, are broken or lead in circles.
    public static let dnsFailed = Self(rawValue: "dns-failed")
    /// Nothing listens at that port.
    public static let connectionRefused = Self(rawValue: "connection-refused")
    /// Something answers there, but it is no server of the protocol.
    public static let noMailServer = Self(rawValue: "no-mail-server")
    /// The certificate has expired or is not valid yet.
    public static let tlsExpired = Self(rawValue: "tls-expired")
    /// The certificate is for another name.
    public static let tlsWrongName = Self(rawValue: "tls-wrong-name")
    /// The certificate's issuer is not trusted.
    public static let tlsUntrusted = Self(rawValue: "tls-untrusted")
    /// The TLS handshake failed for another reason.
    public static let tlsFailed = Self(rawValue: "tls-failed")
    /// The connection would not be encrypted.
    public static let tlsRequired = Self(rawValue: "tls-required")
    /// The server did not answer in time.
    public static let noAnswer = Self(rawValue: "no-answer")
    /// The egress policy forbids the address.
    public static let addressForbidden = Self(rawValue: "address-forbidden")
    /// The connection broke.
    public static let connectionLost = Self(rawValue: "connection-lost")
    /// The server said something that the protocol does not allow.
    public static let protocolViolation = Self(rawValue: "protocol-violation")

    // Logging in
    /// User name or password is wrong.
    public static let loginRefused = Self(rawValue: "login-refused")
    /// The provider demands an app password, OAuth or another way in.
    public static let loginPolicy = Self(rawValue: "login-policy")
    /// IMAP is switched off for this account.
    public static let imapDisabled = Self(rawValue: "imap-disabled")
    /// The password has characters that cannot be sent (CR, LF, NUL).
    public static let passwordUnusable = Self(rawValue: "password-unusable")
    /// Source and target are the same account on the same server.
    public static let sameAccount = Self(rawValue: "same-account")

    // Moving
    /// The target account is full.
    public static let quota = Self(rawValue: "quota")
    /// The item is over the target's limit.
    public static let tooLarge = Self(rawValue: "too-large")
    /// The target refuses the folder's name.
    public static let folderRefused = Self(rawValue: "folder-refused")
    /// The target refused the folder's name: it goes by a plainer one, which argument `name` tells.
    public static let folderRenamed = Self(rawValue: "folder-renamed")
    /// The target refuses the message.
    public static let messageRefused = Self(rawValue: "message-refused")
    /// The source cannot deliver the message.
    public static let messageUnreadable = Self(rawValue: "message-unreadable")
    /// The folder cannot be opened at the source.
    public static let folderUnreadable = Self(rawValue: "folder-unreadable")
    /// The item differs from what was sent.
    public static let differs = Self(rawValue: "differs")
    /// The item was there when it was listed and is not any more.
    public static let gone = Self(rawValue: "gone")
    /// The server asks for a pause.
    public static let throttled = Self(rawValue: "throttled")
    /// The mailbox is in use by another session.
    public static let inUse = Self(rawValue: "in-use")
    /// The server is going down or temporarily unavailable.
    public static let unavailable = Self(rawValue: "unavailable")

    // Skipping
    /// Marked as deleted at the source.
    public static let deletedAtSource = Self(rawValue: "deleted-at-source")
    /// Older than the date that was chosen.
    public static let beforeSince = Self(rawValue: "before-since")
    /// Larger than the size that was chosen.
    public static let overMaxSize = Self(rawValue: "over-max-size")

    // Undoing
    /// Somebody has used the item since: kept.
    public static let used = Self(rawValue: "used")
    /// The item was moved or deleted at the target: kept.
    public static let movedOrDeleted = Self(rawValue: "moved-or-deleted")
    /// It cannot be proven that the item is ours: kept.
    public static let cannotBeCompared = Self(rawValue: "cannot-be-compared")
    /// The item exists no more at the source: kept.
    public static let goneAtSource = Self(rawValue: "gone-at-source")
    /// The target does not allow removing just this item: kept.
    public static let cannotBeRemoved = Self(rawValue: "cannot-be-removed")

    // Following up
    /// The item came back at the source after its copy had been deleted at the target: not brought back.
    public static let cameBackDeleted = Self(rawValue: "came-back-deleted")

    // Commands
    /// There is no migration of that ID.
    public static let unknownID = Self(rawValue: "unknown-id")
    /// A migration of that ID exists.
    public static let idExists = Self(rawValue: "id-exists")
    /// Another process is at work on it.
    public static let busy = Self(rawValue: "busy")
    /// The migration is closed.
    public static let closed = Self(rawValue: "closed")
    /// The state does not allow it.
    public static let wrongState = Self(rawValue: "wrong-state")
    /// The time for undoing is over.
    public static let undoExpired = Self(rawValue: "undo-expired")
    /// The pair cannot carry the kind.
    public static let kindUnsupported = Self(rawValue: "kind-unsupported")
    /// The credentials are no longer kept.
    public static let credentialsMissing = Self(rawValue: "credentials-missing")
    /// The request is malformed.
    public static let usage = Self(rawValue: "usage")
    /// The worker died at it.
    public static let crashed = Self(rawValue: "crashed")
    /// The data folder cannot be written.
    public static let storage = Self(rawValue: "storage")
}

extension Problem.Code {
    /// A batch was refused as a whole; which item is at fault is not known.
    public static let batchRefused = Self(rawValue: "batch-refused")
}
