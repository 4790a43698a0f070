internal import IMAP
internal import MailCore

/// An IMAP account to move from.
///
/// Mailboxes are opened with EXAMINE and messages peeked at: nothing changes there.
final class IMAPSource: Source {
    let account: IMAPAccount
    var pool: IMAPPool { account.pool }

    init(_ settings: ConnectorSettings) { account = IMAPAccount(settings, .source) }

    func describe() async throws(Problem) -> SourceDescription {
        let overview = try await account.overview()
        return SourceDescription(
            kinds: Capability.of(.imap).reads,
            capabilities: overview.capabilities.names,
            accountIdentity: overview.identity,
            software: overview.software
        )
    }

    func containers(_ kind: Kind) async throws(Problem) -> [SourceContainer] {
        guard kind == .mail else { return [] }
        return try await account.latestOverview().folders.map(IMAPSource.container)
    }

    func items(_ requests: [ListingRequest]) -> AsyncThrowingStream<ListingEvent, any Error> {
        IMAPSourceListing(pool, requests).events()
    }

    func fetch(
        _ references: [Reference],
        from container: SourceContainer
    ) -> AsyncThrowingStream<FetchEvent, any Error> {
        IMAPDelivery.events(pool, references, container)
    }

    func inspect(_ references: [Reference], in container: SourceContainer) async throws(Problem) -> [Observation] {
        do throws(Problem) {
            return try await IMAPInspection(try await pool.connection()).observe(
                references,
                in: MailboxName(text: container.wireName),
                fields: true
            )
        } catch {
            throw error.on(.source)
        }
    }

    func digests(_ references: [Reference], in container: SourceContainer) async throws(Problem) -> [String?] {
        do throws(Problem) {
            let mailbox = MailboxName(text: container.wireName)
            return try await IMAPDigests(try await pool.connection(), mailbox).of(references)
        } catch {
            throw error.on(.source)
        }
    }

    func close() async { await pool.close() }

    private static func container(_ folder: IMAPFolder) -> SourceContainer {
        SourceContainer(
            kind: .mail,
            path: folder.path,
            wireName: folder.listing.name.text,
            specialUse: folder.listing.specialUse,
            stableID: folder.status?.mailboxID,
            validity: folder.status?.uidValidity.map(String.init),
            count: folder.status?.messages,
            bytes: folder.status?.size,
            isSubscribed: folder.isSubscribed,
            exclusion: exclusion(folder),
            checkpoint: folder.status.flatMap { IMAPCheckpoint($0) }?.checkpoint
        )
    }

    private static func exclusion(_ folder: IMAPFolder) -> SourceContainer.Exclusion? {
        if !folder.listing.isSelectable { return .notSelectable }
        if folder.isForeign { return .notPersonal }
        return folder.listing.specialUse?.isVirtual == true ? .virtual : nil
    }
}
