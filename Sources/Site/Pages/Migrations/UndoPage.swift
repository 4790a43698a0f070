import HTTPServer
import MailCore
import Store
import Texts

/// Shows what an undo would do, with the numbers, and does it after a proof of ownership.
enum UndoPage {
    struct Model: ViewModel {
        struct Reason {
            var why: String
            var count: String
            var more: AnswerBook.Link?
        }

        var backHref: String
        var action: String
        var csrf: String
        var look: String
        var mustCompare: Bool
        var summary: ErrorSummary?
        var title: String
        var lead: String
        var route: FromTo
        var keepsSome: Bool
        var reasons: [Reason]
        var folders: String?
        var source: String
        var gone: String?
        var goneBox: String
        var includeGone: Bool
        var proof: TextField
        var until: String?
        var keepHref: String
    }

    struct MissingModel: ViewModel {
        var backHref: String
        var route: FromTo
        var credentialsHref: String
    }

    private typealias Waiting = CheckPage.WaitingModel

    static func get(_ record: MigrationRecord, _ visit: Visit) async throws -> Response {
        guard record.targetCredential != .absent else { return try missing(record, visit) }
        return try await look(RequestID(rawValue: visit.request.query["look"]), record, visit) { preview, request in
            try answer(preview, request, record, visit)
        }
    }

    static func post(_ form: Form, _ record: MigrationRecord, _ visit: Visit) async throws -> Response {
        let here = Route.migration(record.id, .undo).path
        guard form["action"] != "again" else { return .seeOther(here) }
        if let complaints = try await Proof.complaint(form, for: record.id, visit) {
            let includeGone = form.contains("includeGone")
            return try await look(RequestID(rawValue: form["look"]), record, visit) { preview, request in
                try answer(preview, request, record, visit, includeGone: includeGone, complaints: complaints)
            }
        }
        let action = Action.undo(
            includeGone: form.contains("includeGone"),
            mustCompare: form.contains("mustCompare")
        )
        try await visit.store.order(action, for: record.id)
        try await visit.note("undo", record.id)
        return .seeOther(Route.migration(record.id, .live).path)
    }

    /// The preview that was asked for, or a new one where that is forgotten.
    private static func look(
        _ asked: RequestID,
        _ record: MigrationRecord,
        _ visit: Visit,
        _ then: (UndoPreview, RequestID) throws -> Response
    ) async throws -> Response {
        var request = asked
        var status = RequestStatus.unknown
        if !asked.rawValue.isEmpty { status = try await visit.store.status(of: asked) }
        if status == .unknown {
            try await visit.attempt(.look, by: [])
            request = try await visit.store.submit(.undoPreview(record.id))
        }
        let patience = min(visit.site.configuration.patience, 20)
        switch try await visit.store.answer(to: request, within: patience) {
        case .answered(.undoPreview(let preview)): return try then(preview, request)
        case .answered(.problem(let problem)): return try waiting(request, problem, record, visit)
        case .answered, .underWay, .unknown: return try waiting(request, nil, record, visit)
        }
    }

    private static func answer(
        _ preview: UndoPreview,
        _ request: RequestID,
        _ record: MigrationRecord,
        _ visit: Visit,
        includeGone: Bool = false,
        complaints: Complaints = Complaints()
    ) throws -> Response {
        let voice = visit.voice
        let kept = preview.kept.values.reduce(preview.goneAtSource, +)
        let live = Route.migration(record.id, .live).path
        let model = Model(
            backHref: live,
            action: Route.migration(record.id, .undo).path,
            csrf: visit.csrf,
            look: request.rawValue,
            mustCompare: preview.sourceWasCompared,
            summary: visit.summary(complaints, heading: "proof.summary", kept: nil),
            title: voice.count("undo.title", ["removed": preview.removed]),
            lead: kept > 0 ? voice.count("undo.lead", ["kept": kept]) : visit.say("undo.leadNothing"),
            route: FromTo(record.source, record.target),
            keepsSome: kept > 0,
            reasons: reasons(preview, visit),
            folders: preview.containers > 0 ? voice.count("undo.folders", ["n": preview.containers]) : nil,
            source: visit.say(preview.sourceWasCompared ? "undo.compared" : "undo.notCompared"),
            gone: preview.goneAtSource > 0 ? voice.count("undo.goneWhat", ["n": preview.goneAtSource]) : nil,
            goneBox: voice.count("undo.goneBox", ["n": preview.goneAtSource]),
            includeGone: includeGone,
            proof: Proof.input(complaints, visit),
            until: record.projection.undoUntil.map { voice.say("undo.until", at: "until", $0) },
            keepHref: live
        )
        let title = [visit.say("undo.windowTitle"), visit.say("live.windowTitle")]
        return try visit.form("migrations/undo", model, title: title, isWrong: !complaints.isEmpty)
    }

    private static func reasons(_ preview: UndoPreview, _ visit: Visit) -> [Model.Reason] {
        var counts = preview.kept
        if preview.goneAtSource > 0 { counts[Problem.Code.goneAtSource.rawValue, default: 0] += preview.goneAtSource }
        return counts.sorted { $0.value > $1.value }.map { code, count in
            let problem = Problem(Problem.Code(rawValue: code), reaction: .skip, fixer: .you)
            return Model.Reason(
                why: visit.words(for: problem).title,
                count: visit.voice.formats.number(count),
                more: visit.voice.answer(to: problem)
            )
        }
    }

    private static func waiting(
        _ request: RequestID,
        _ problem: Problem?,
        _ record: MigrationRecord,
        _ visit: Visit
    ) throws -> Response {
        let here = Route.migration(record.id, .undo).path
        let model = Waiting(
            backHref: Route.migration(record.id, .live).path,
            action: here,
            csrf: visit.csrf,
            title: visit.say(problem == nil ? "undo.waitingTitle" : "undo.problemTitle"),
            lead: visit.say("undo.waitingLead"),
            route: FromTo(record.source, record.target),
            notice: problem.map { Notice($0, visit.voice, tone: "bad", icon: .bad) },
            refreshHref: "\(here)?look=\(request.rawValue)",
            againLabel: problem == nil ? nil : visit.say("undo.again")
        )
        return try visit.page("waiting", model, title: [model.title, visit.say("live.windowTitle")], scripts: [.once])
    }

    private static func missing(_ record: MigrationRecord, _ visit: Visit) throws -> Response {
        let model = MissingModel(
            backHref: Route.migration(record.id, .live).path,
            route: FromTo(record.source, record.target),
            credentialsHref: Route.migration(record.id, .credentials).path
        )
        let title = [visit.say("undo.credentialsTitle"), visit.say("live.windowTitle")]
        return try visit.page("migrations/undo-missing", model, title: title)
    }
}
