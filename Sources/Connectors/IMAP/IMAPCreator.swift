internal import IMAP
internal import MailCore

/// Makes mailboxes: all commands at once, and a look at each in the same breath.
struct IMAPCreator {
    private let connection: IMAPConnection
    private let hierarchy: IMAPHierarchy

    init(_ connection: IMAPConnection, _ hierarchy: IMAPHierarchy) {
        self.connection = connection
        self.hierarchy = hierarchy
    }

    func create(_ requests: [CreationRequest]) async throws(Problem) -> [Creation] {
        let takesUse = connection.capabilities.contains("CREATE-SPECIAL-USE")
        var attempts = send(requests) { takesUse ? $0.specialUse : nil }
        var results: [Creation] = []
        var refusedUses: [Int] = []
        for (index, attempt) in attempts.enumerated() {
            let (creation, code) = try await result(of: attempt, requests[index])
            results.append(creation)
            if case .refused = creation, takesUse, requests[index].specialUse != nil, code != .noPerm {
                refusedUses.append(index)
            }
        }
        // The name may be fine and only the use taken already (RFC 6154 §3, USEATTR).
        attempts = send(refusedUses.map { requests[$0] }) { _ in nil }
        for (index, attempt) in zip(refusedUses, attempts) {
            results[index] = try await result(of: attempt, requests[index]).0
        }
        return results
    }

    private struct Attempt {
        var create: IMAPReply?
        var status: IMAPReply
    }

    private func send(_ requests: [CreationRequest], use: (CreationRequest) -> SpecialUse?) -> [Attempt] {
        let creations = requests.map { request in
            request.path.isInbox ? nil : connection.send(.create(hierarchy.name(request.path), use: use(request)))
        }
        let items: [StatusItem] = [.messages, .uidNext, .uidValidity]
        let statuses = requests.map { connection.send(.status(hierarchy.name($0.path), items)) }
        return zip(creations, statuses).map { Attempt(create: $0, status: $1) }
    }

    private func result(
        of attempt: Attempt,
        _ request: CreationRequest
    ) async throws(Problem) -> (Creation, ResponseCode?) {
        let answer = try await attempt.create?.answer()
        let status = try await IMAPStatuses.status(attempt.status)
        guard let answer else { return (.existed, nil) }
        if answer.isOK { return (.created(status.flatMap { IMAPMark($0) }?.mark), nil) }
        if status != nil || answer.status.code == .alreadyExists { return (.existed, nil) }
        if let problem = ServerProblem.general(answer.status, host: connection.settings.endpoint.host) { throw problem }
        var arguments = ["folder": request.path.description]
        if answer.status.code == .noPerm { arguments["cause"] = "rights" }
        let problem = Problem(
            .folderRefused,
            arguments,
            reaction: .skip,
            fixer: .you,
            side: .target,
            detail: answer.status.text
        )
        return (.refused(problem), answer.status.code)
    }
}
