internal import IMAP
internal import MailCore

/// Takes a look at an account: one round trip where the server has LIST-STATUS, two where it has not.
struct IMAPLook {
    private let connection: IMAPConnection
    private let settings: ConnectorSettings
    private let side: Problem.Side
    private let ahead: IMAPAhead?
    private var capabilities: Capabilities { connection.capabilities }

    init(_ connection: IMAPConnection, _ settings: ConnectorSettings, _ side: Problem.Side, _ ahead: IMAPAhead? = nil) {
        self.ahead = ahead
        self.connection = connection
        self.settings = settings
        self.side = side
    }

    func overview() async throws(Problem) -> IMAPOverview {
        // ID goes first: some providers let nobody open a mailbox who has not said what he is.
        let id = ahead?.id ?? send(IMAPAhead.identification, if: capabilities.contains("ID"))
        let names = ahead?.namespace ?? send(.namespace, if: capabilities.contains("NAMESPACE"))
        let quota = send(.getQuotaRoot(.inbox), if: side == .target && capabilities.contains("QUOTA"))
        let list = ahead?.list ?? send(.list(ListRequest(returning: returning)))
        let inbox = ahead?.inbox ?? askInbox()
        let lsub = send(.lsub(pattern: MailboxName(wire: [UInt8(ascii: "*")])), if: !hasExtendedList)
        let namespaces = try await namespaces(names)
        var (listings, statuses) = try await listings(list)
        let unknown = listings.filter { $0.isSelectable && statuses[$0.name] == nil }
        statuses.merge(try await self.statuses(unknown)) { $1 }
        let subscribed = try await subscribed(lsub)
        let hierarchy = IMAPHierarchy(namespaces, listings)
        listings = IMAPLook.withInbox(listings)
        return IMAPOverview(
            hierarchy: hierarchy,
            folders: IMAPLook.folders(listings, statuses, subscribed, hierarchy),
            capabilities: capabilities,
            software: try await software(id),
            identity: settings.identity(peer: connection.peer, inbox: try await name(inbox)),
            quotas: try await quotas(quota)
        )
    }

    private var hasExtendedList: Bool { capabilities.contains("LIST-EXTENDED") || capabilities.contains("IMAP4rev2") }

    private var hasListStatus: Bool { capabilities.contains("LIST-STATUS") || capabilities.contains("IMAP4rev2") }

    private var returning: [ListRequest.Return] {
        guard hasExtendedList else { return [] }
        var options: [ListRequest.Return] = [.subscribed]
        if capabilities.contains("SPECIAL-USE") { options.append(.specialUse) }
        if hasListStatus { options.append(.status(statusItems)) }
        return options
    }

    /// Cyrus 3.6 answers MAILBOXID in STATUS with memory that it has freed, once LIST-STATUS was asked.
    private var hasMailboxID: Bool {
        capabilities.contains("OBJECTID") && !connection.greeting.contains("Cyrus")
    }

    private var statusItems: [StatusItem] {
        var items: [StatusItem] = [.messages, .uidNext, .uidValidity]
        if capabilities.contains("CONDSTORE") { items.append(.highestModSeq) }
        // Sizes and identities are the source's to tell, and a server may have to count octets for them.
        guard side == .source else { return items }
        if capabilities.contains("STATUS=SIZE") || capabilities.contains("IMAP4rev2") { items.append(.size) }
        if hasMailboxID { items.append(.mailboxID) }
        return items
    }

    private func send(_ command: Command, if isOffered: Bool = true) -> IMAPReply? {
        guard isOffered else { return nil }
        let reply = IMAPReply(command)
        connection.enqueue([IMAPRequest(command, reply)])
        return reply
    }

    private func namespaces(_ reply: IMAPReply?) async throws(Problem) -> Namespaces? {
        guard let answer = try await reply?.answer() else { return nil }
        for case .namespace(let namespaces) in answer.untagged { return namespaces }
        return nil
    }

    private func listings(_ reply: IMAPReply?) async throws(Problem) -> ([MailboxListing], [MailboxName: MailboxStatus])
    {
        guard var answer = try await reply?.answer() else { return ([], [:]) }
        if !answer.isOK, !returning.isEmpty || ahead != nil { answer = try await connection.run(.list(ListRequest())) }
        guard answer.isOK else { throw refused(answer.status) }
        var listings: [MailboxListing] = []
        var statuses: [MailboxName: MailboxStatus] = [:]
        for response in answer.untagged {
            if case .list(let listing) = response { listings.append(listing) }
            if case .mailboxStatus(let status) = response { statuses[status.name] = status }
        }
        return (listings, statuses)
    }

    private func refused(_ status: StatusResponse) -> Problem {
        ServerProblem.general(status, host: settings.endpoint.host)
            ?? Problem(.folderUnreadable, ["folder": ""], reaction: .stop, fixer: .provider, detail: status.text)
    }

    /// One STATUS a mailbox, all of them sent at once; one that is refused tells nothing.
    private func statuses(_ listings: [MailboxListing]) async throws(Problem) -> [MailboxName: MailboxStatus] {
        let replies = listings.map { listing in
            (listing.name, send(.status(listing.name, statusItems)))
        }
        var statuses: [MailboxName: MailboxStatus] = [:]
        for (name, reply) in replies {
            guard let answer = try await reply?.answer(), answer.isOK else { continue }
            for case .mailboxStatus(let status) in answer.untagged { statuses[name] = status }
        }
        return statuses
    }

    private func subscribed(_ reply: IMAPReply?) async throws(Problem) -> Set<MailboxName>? {
        guard let answer = try await reply?.answer() else { return nil }
        var names: Set<MailboxName> = []
        for case .lsub(let listing) in answer.untagged where listing.isSelectable { names.insert(listing.name) }
        return names
    }

    private func software(_ reply: IMAPReply?) async throws(Problem) -> String {
        if let answer = try await reply?.answer() {
            for case .id(let fields) in answer.untagged {
                let words = [fields["name"], fields["version"]].compactMap { $0 }
                if !words.isEmpty { return words.joined(separator: " ") }
            }
        }
        return connection.greeting
    }

    private func quotas(_ reply: IMAPReply?) async throws(Problem) -> [Quota] {
        guard let answer = try await reply?.answer() else { return [] }
        return answer.untagged.compactMap { if case .quota(let quota) = $0 { quota } else { nil } }
    }

    /// Asks what tells this account's inbox from every other, where the server has a name for that.
    private func askInbox() -> IMAPReply? {
        if connection.greeting.contains("Dovecot") { return send(IMAPAhead.inbox) }
        let items: [StatusItem] = [.messages, .uidNext, .uidValidity, .mailboxID]
        return send(.status(.inbox, items), if: hasMailboxID)
    }

    /// The inbox by its name and state; short names, as some servers number their mailboxes, prove nothing.
    private func name(_ inbox: IMAPReply?) async throws(Problem) -> String? {
        guard let answer = try await inbox?.answer(), answer.isOK else { return nil }
        for case .mailboxStatus(let status) in answer.untagged {
            guard let name = status.guid ?? status.mailboxID, name.utf8.count >= 16,
                let validity = status.uidValidity, let next = status.uidNext, let messages = status.messages
            else { continue }
            return "\(name) \(validity) \(next) \(messages)"
        }
        return nil
    }

    /// INBOX exists whether it is listed or not (RFC 9051 §5.1).
    private static func withInbox(_ listings: [MailboxListing]) -> [MailboxListing] {
        guard !listings.contains(where: \.name.isInbox) else { return listings }
        return [MailboxListing(.inbox, separator: listings.first?.separator)] + listings
    }

    private static func folders(
        _ listings: [MailboxListing],
        _ statuses: [MailboxName: MailboxStatus],
        _ subscribed: Set<MailboxName>?,
        _ hierarchy: IMAPHierarchy
    ) -> [IMAPFolder] {
        var seen: Set<MailboxName> = []
        var paths: Set<FolderPath> = []
        return listings.compactMap { listing in
            guard seen.insert(listing.name).inserted,
                var path = hierarchy.path(listing.name, separator: listing.separator)
            else { return nil }
            if !paths.insert(path).inserted {
                // Two names that read alike are two folders all the same: the second is shown as it is spelt.
                guard let spelling = FolderPath([listing.name.text]), paths.insert(spelling).inserted else {
                    return nil
                }
                path = spelling
            }
            return IMAPFolder(
                path: path,
                listing: listing,
                status: statuses[listing.name],
                isSubscribed: subscribed?.contains(listing.name) ?? listing.isSubscribed,
                isForeign: hierarchy.isForeign(listing.name)
            )
        }
    }
}

extension ConnectorSettings {
    /// What tells this account from others; the well-known ports are different doors to the same server.
    func identity(peer: String, inbox: String? = nil) -> AccountIdentity {
        let isWellKnown = [110, 143, 993, 995].contains(endpoint.port)
        let servers = [endpoint.host, peer].map { $0.lowercased() }.filter { !$0.isEmpty }
        // Dovecot's master users log in as `user*master`.
        let user = credential.authorizationID ?? String(endpoint.user.prefix { $0 != "*" })
        return AccountIdentity(
            servers: Set(servers.map { isWellKnown ? $0 : "\($0):\(endpoint.port)" }),
            account: user.lowercased(),
            inbox: inbox
        )
    }
}
