import HTTPServer
import MailCore
import Store

/// The pages of one migration: whoever has no right to it, and whoever names one that does not exist, gets the same answer.
enum MigrationPages {
    static func get(_ id: MigrationID, _ page: Route.MigrationPage, _ visit: inout Visit) async throws -> Response {
        guard let record = try await record(id, visit) else { return .seeOther(Route.track.path) }
        switch page {
        case .live: return try LivePage.get(record, visit)
        case .events: return try await LivePage.events(record, visit)
        case .started: return try StartedPage.get(record, visit)
        case .receipt: return try await ReceiptPage.get(record, visit)
        case .receiptCSV: return ReceiptFiles.csv(record, visit)
        case .receiptJSON: return ReceiptFiles.json(record, visit)
        case .nextSteps: return try await isAllowed(page, record, visit) { try NextStepsPage.get(record, visit) }
        case .profile: return try await isAllowed(.nextSteps, record, visit) { try MailProfile.response(record, visit) }
        case .credentials: return try CredentialsPage.get(record, visit)
        case .notifications: return try NotificationsPage.get(record, visit)
        case .undo: return try await isAllowed(page, record, visit) { try await UndoPage.get(record, visit) }
        case .schedule: return try await isAllowed(page, record, visit) { try SchedulePage.get(record, visit) }
        case .pass, .retry, .resume, .verify, .cancel, .stop, .extend, .close, .delete, .startNow:
            return try await isAllowed(page, record, visit) { try ConfirmPage(page).get(record, visit) }
        }
    }

    static func post(
        _ id: MigrationID,
        _ page: Route.MigrationPage,
        _ form: Form,
        _ visit: inout Visit
    ) async throws -> Response {
        guard let record = try await record(id, visit) else { return .seeOther(Route.track.path) }
        let visit = visit
        switch page {
        case .credentials: return try await CredentialsPage.post(form, record, visit)
        case .notifications: return try await NotificationsPage.post(form, record, visit)
        case .undo: return try await isAllowed(page, record, visit) { try await UndoPage.post(form, record, visit) }
        case .schedule:
            return try await isAllowed(page, record, visit) { try await SchedulePage.post(form, record, visit) }
        case .pass, .retry, .resume, .verify, .cancel, .stop, .extend, .close, .delete, .startNow:
            return try await isAllowed(page, record, visit) { try await ConfirmPage(page).post(form, record, visit) }
        case .live, .events, .started, .receipt, .receiptCSV, .receiptJSON, .nextSteps, .profile:
            throw Refusal.notFound
        }
    }

    private static func record(_ id: MigrationID, _ visit: Visit) async throws -> MigrationRecord? {
        guard visit.session?.may(.track, id) == true else { return nil }
        return try await visit.store.migration(id)
    }

    /// What the state does not allow any more leads to the page that shows the state.
    private static func isAllowed(
        _ page: Route.MigrationPage,
        _ record: MigrationRecord,
        _ visit: Visit,
        _ answer: () async throws -> Response
    ) async throws -> Response {
        guard AllowedActions(record, now: visit.now).allow(page) else {
            return .seeOther(Route.migration(record.id, .live).path)
        }
        return try await answer()
    }
}
