internal import Crypto
internal import IMAP
internal import MailCore
internal import Synchronization

extension IMAPTarget {
    func digests(_ references: [Reference], in path: FolderPath, kind: Kind) async throws(Problem) -> [String?] {
        try await onTarget { target async throws(Problem) in
            let name = try await target.account.hierarchy().name(path)
            let connection = try await target.pool.connection()
            return try await IMAPDigests(connection, name).of(references)
        }
    }
}

/// Reads messages back and takes their digests; none is ever held whole for it.
struct IMAPDigests {
    private let connection: IMAPConnection
    private let mailbox: MailboxName

    init(_ connection: IMAPConnection, _ mailbox: MailboxName) {
        self.connection = connection
        self.mailbox = mailbox
    }

    func of(_ references: [Reference]) async throws(Problem) -> [String?] {
        let parsed = references.map { IMAPReference($0) }
        let found = IMAPDigestTable()
        let sets = UIDSet(parsed.compactMap { $0?.uid }.sorted()).split(ranges: 200)
        let fetches = sets.map { set in
            let command = IMAPFetch(
                accept: { found.take($0) },
                literal: { literal in literal.message.uid.map { IMAPDigestBody($0, found) } }
            )
            let selection = connection.enqueue(in: mailbox, readOnly: true) { _ in
                [IMAPRequest(.uidFetch(set, [.uid, .message()]), command)]
            }
            return (selection, command)
        }
        var validity: UInt32?
        for (selection, command) in fetches {
            let status = try await command.outcome().get()
            let host = connection.settings.endpoint.host
            if let problem = selection.generalProblem(host: host) { throw problem }
            if status.condition != .ok, let problem = ServerProblem.general(status, host: host) { throw problem }
            validity = selection.opened?.validity
        }
        let digests = found.digests
        return parsed.map { reference in
            guard let reference, reference.validity == validity else { return nil }
            return digests[reference.uid]
        }
    }
}

/// The digests that are known.
final class IMAPDigestTable: Sendable {
    private let table = Mutex<[UID: String]>([:])

    var digests: [UID: String] { table.withLock { $0 } }

    func take(_ message: FetchResponse) -> Bool {
        guard let uid = message.uid, message.sections.contains(where: { $0.section == .whole }) else { return false }
        if let octets = message.octets(.whole) { note(uid, ItemDigest.of(octets)) }
        return true
    }

    func note(_ uid: UID, _ digest: String) { table.withLock { $0[uid] = digest } }
}

/// A large body of which nothing but the digest is wanted.
final class IMAPDigestBody: LiteralReceiver {
    private let uid: UID
    private let table: IMAPDigestTable
    private let hash = Mutex(SHA256())

    init(_ uid: UID, _ table: IMAPDigestTable) {
        self.uid = uid
        self.table = table
    }

    func push(_ octets: [UInt8]) async { hash.withLock { $0.update(data: octets) } }

    func end() { table.note(uid, ItemDigest.text(hash.withLock { $0.finalize() })) }

    func fail(_ problem: Problem) {}
}
