import HTTPServer
import MailCore
import Store
import Texts

/// Asks what is to move, and under which names.
enum OptionsPage {
    struct Model: ViewModel {
        struct KindRow {
            var id: String
            var kind: String
            var icon: String
            var name: String
            var amount: String
            var explanation: String?
            var isPossible: Bool
            var isChosen: Bool
        }

        struct FolderRow {
            var index: Int
            var source: String
            var items: String
            var bytes: String
            var target: String
            var isPossible: Bool
            var isChosen: Bool
            var note: String
            var isWarning: Bool
            var complaint: String?
            var copyLabel: String
            var targetLabel: String
        }

        var backHref: String
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var route: FromTo
        var kindRows: [KindRow]
        var folderRows: [FolderRow]
        var totalItems: String
        var totalBytes: String
        var free: String?
        var more: String?
        var labels: String?
        var since: TextField
        var includeDeleted: Bool
        var exactOnly: Bool
    }

    static func get(_ visit: inout Visit) async throws -> Response {
        let session = try await visit.openSession()
        guard let draft = session.draft, let proposal = FolderProposal(draft, visit.services) else {
            return .seeOther(Route.newMigration(session.draft?.source == nil ? .source : .target).path)
        }
        let typed = OptionsForm(draft.options, proposal, formats: visit.formats)
        return try answer(typed, draft, proposal, visit)
    }

    static func post(_ form: Form, _ visit: inout Visit) async throws -> Response {
        let session = try await visit.openSession()
        guard let draft = session.draft, let proposal = FolderProposal(draft, visit.services) else {
            throw Refusal.expired
        }
        let typed = OptionsForm(form, folders: proposal.folders.count)
        let options: Options
        do { options = try typed.options(proposal) { visit.say($0, $1) } } catch {
            let summary = ErrorSummary(error, heading: visit.say("options.heading"), kept: visit.say("error.keptAll"))
            return try answer(typed, draft, proposal, visit, summary: summary, complaints: error)
        }
        try await CheckPage.look(options, in: session, visit)
        return .seeOther(Route.newMigration(.check).path)
    }

    /// What people with labels instead of folders have to know: what has none is in one folder alone, which is off.
    private static func labels(_ draft: Draft, _ visit: Visit) -> String? {
        guard let inspection = draft.inspection, inspection.description.capabilities.contains("X-GM-EXT-1"),
            let all = inspection.containers.first(where: { $0.specialUse == .all })
        else { return nil }
        return visit.say("options.labels", ["folder": all.path.description])
    }

    private static func answer(
        _ typed: OptionsForm,
        _ draft: Draft,
        _ proposal: FolderProposal,
        _ visit: Visit,
        summary: ErrorSummary? = nil,
        complaints: Complaints = Complaints()
    ) throws -> Response {
        guard let source = draft.source, let target = draft.target else { throw Refusal.expired }
        let rows = OptionsRows(typed: typed, draft: draft, proposal: proposal, complaints: complaints, visit: visit)
        let since = TextField(
            "since",
            label: visit.say("options.since"),
            hint: visit.say("options.sinceHint"),
            value: typed.since
        )
        let model = Model(
            backHref: Route.newMigration(.target).path,
            action: Route.newMigration(.options).path,
            csrf: visit.csrf,
            summary: summary,
            route: FromTo(source.endpoint, target.endpoint),
            kindRows: rows.kinds,
            folderRows: rows.folders,
            totalItems: visit.formats.number(rows.items),
            totalBytes: rows.bytes.map(visit.formats.size) ?? "",
            free: draft.targetDescription?.freeBytes.map { visit.say("options.free", ["bytes": String($0)]) },
            more: proposal.unlisted > 0 ? visit.voice.count("options.more", ["n": proposal.unlisted]) : nil,
            labels: labels(draft, visit),
            since: since.with(complaints),
            includeDeleted: typed.includeDeleted,
            exactOnly: typed.exactOnly
        )
        let title = [visit.say("options.windowTitle"), visit.say("wizard.caption")]
        return try visit.form("migrations/new/options", model, title: title, isWrong: summary != nil)
    }
}
