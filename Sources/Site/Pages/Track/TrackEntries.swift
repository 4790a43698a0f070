import HTTPServer
import MailCore
import Store

/// What somebody entered to find a migration again.
struct TrackEntries {
    var id: String
    var user: String
    var password: Redacted<String>

    /// The migration that the entries belong to; for an unknown ID the same is computed as for a wrong password.
    func migration(_ visit: Visit) async throws -> MigrationID? {
        let id = MigrationID(typed: id)
        let record: MigrationRecord? = if let id, id.isTrackable { try await visit.store.migration(id) } else { nil }
        let isUser = record.map { $0.source.user.lowercased() == user.lowercased() } ?? false
        let verifier: String? = if let record { try await visit.store.verifier(.source, of: record.id) } else { nil }
        let isPassword = try await visit.services.verify(password, verifier)
        let digest = visit.services.recoveryDigest(password.exposed)
        let stored: String? = if let record { try await visit.store.recoveryDigest(of: record.id) } else { nil }
        let isCode = digest != nil && digest == stored
        guard let record, isUser else { return nil }
        if isPassword || isCode { return record.id }
        guard verifier == nil else { return nil }
        return try await opens(record, visit) ? record.id : nil
    }

    /// Whether the source takes the password: a migration of the command line left nothing to compare it with.
    ///
    /// What the source says too late counts the next time.
    private func opens(_ record: MigrationRecord, _ visit: Visit) async throws -> Bool {
        guard let credential = try? AccountForm(record.source).credential(password.exposed, { $0 }) else {
            return false
        }
        let check = LoginCheck(side: .source, endpoint: record.source, credential: credential)
        let request = try await visit.store.submit(.checkLogin(try check.login(record.id, visit)))
        let isOpen = try await isAccepted(
            request,
            of: record.id,
            within: visit.site.configuration.trackingSeconds,
            visit
        )
        if let isOpen { return isOpen }
        Task { try await isAccepted(request, of: record.id, within: visit.site.configuration.patience, visit) }
        return false
    }

    /// Whether the source took the login, which is then known for the next time; nil where it has not answered.
    @discardableResult
    private func isAccepted(
        _ request: RequestID,
        of id: MigrationID,
        within seconds: Double,
        _ visit: Visit
    ) async throws -> Bool? {
        switch try await visit.store.answer(to: request, within: seconds) {
        case .underWay: return nil
        case .answered(.source):
            try await visit.store.learnVerifier(try await visit.services.hash(password), .source, of: id)
            return true
        case .answered, .unknown: return false
        }
    }
}
