internal import IMAP
internal import MailCore

/// An IMAP account to move to.
final class IMAPTarget: Target {
    let account: IMAPAccount
    let copies = Turns()
    var pool: IMAPPool { account.pool }
    var host: String { account.settings.endpoint.host }

    init(_ settings: ConnectorSettings) { account = IMAPAccount(settings, .target) }

    func describe() async throws(Problem) -> TargetDescription {
        let overview = try await account.overview()
        let capabilities = overview.capabilities
        let storesMany = capabilities.contains("MULTIAPPEND")
        return TargetDescription(
            kinds: Capability.of(.imap).stores,
            capabilities: capabilities.names,
            accountIdentity: overview.identity,
            software: overview.software,
            freeBytes: overview.quotas.compactMap(\.freeOctets).min(),
            maxItemBytes: capabilities.appendLimit,
            forbiddenCharacters: IMAPTarget.forbidden(overview),
            containers: overview.folders.filter { !$0.isForeign }.map(IMAPTarget.container),
            batchLimit: storesMany ? 200 : 50,
            batchBytes: 8 << 20,
            concurrency: 64
        )
    }

    func marks(_ paths: [FolderPath], kind: Kind) async throws(Problem) -> [Mark?] {
        try await onTarget { target async throws(Problem) in
            let hierarchy = try await target.account.hierarchy()
            let statuses = try await IMAPStatuses(try await target.pool.connection()).ask(paths.map(hierarchy.name))
            return statuses.map { status in status.flatMap { IMAPMark($0) }?.mark }
        }
    }

    func create(_ requests: [CreationRequest]) async throws(Problem) -> [Creation] {
        try await onTarget { target async throws(Problem) in
            let hierarchy = try await target.account.hierarchy()
            return try await IMAPCreator(try await target.pool.connection(), hierarchy).create(requests)
        }
    }

    func subscribe(_ paths: [FolderPath], _ wanted: Bool, kind: Kind) async throws(Problem) {
        try await onTarget { target async throws(Problem) in
            let hierarchy = try await target.account.hierarchy()
            let connection = try await target.pool.connection()
            let replies = paths.map { path in
                let name = hierarchy.name(path)
                return connection.send(wanted ? .subscribe(name) : .unsubscribe(name))
            }
            for reply in replies { _ = try await reply.answer() }
        }
    }

    func removeIfEmpty(_ paths: [FolderPath], kind: Kind) async throws(Problem) -> [Bool] {
        try await onTarget { target async throws(Problem) in
            let hierarchy = try await target.account.hierarchy()
            return try await IMAPFolderRemoval(target.pool, hierarchy).remove(paths)
        }
    }

    func close() async { await pool.close() }

    /// Does something, and says of its problems that they are the target's.
    func onTarget<Value: Sendable>(
        _ work: (IMAPTarget) async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        do throws(Problem) {
            return try await work(self)
        } catch {
            throw error.on(.target)
        }
    }

    private static func container(_ folder: IMAPFolder) -> TargetDescription.Container {
        TargetDescription.Container(
            kind: .mail,
            path: folder.path,
            specialUse: folder.listing.specialUse,
            isSelectable: folder.listing.isSelectable,
            count: folder.status?.messages,
            mark: folder.status.flatMap { IMAPMark($0) }?.mark,
            isSubscribed: folder.isSubscribed
        )
    }

    /// The separator, and what software is known to refuse; whatever else is refused shows when the folder is made.
    private static func forbidden(_ overview: IMAPOverview) -> String {
        var characters = overview.hierarchy.separator.map(String.init) ?? "/"
        let software = overview.software.lowercased()
        if software.contains("cyrus") { characters += "^%*" }
        if software.contains("courier"), !characters.contains("/") { characters += "/" }
        return characters
    }
}

extension IMAPConnection {
    /// Sends a command; its answer can be awaited later.
    func send(_ command: Command) -> IMAPReply {
        let reply = IMAPReply(command)
        enqueue([IMAPRequest(command, reply)])
        return reply
    }
}
