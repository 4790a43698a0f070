import HTTPServer
import MailCore
import Planning
import Store

/// Other words for a decision, setting it aside, or one of one's own.
enum DecisionPage {
    struct Model: ViewModel {
        var nav: ProjectNav
        var backHref: String
        var action: String
        var csrf: String
        var seen: String
        var decision: String
        var summary: ErrorSummary?
        var heading: String
        var lead: String
        var area: ChoiceField?
        var kind: ChoiceField?
        var title: AreaField
        var why: AreaField
        var next: AreaField
        var setAside: AreaField?
        var canRevert: Bool
        var revert: String
    }

    static func get(_ name: String, _ desk: ProjectDesk, _ visit: Visit) throws -> Response {
        guard desk.mayEdit else { throw Refusal.notFound }
        let item = item(name, desk, visit)
        guard !item.isGone else { return .seeOther(Route.project(desk.id, .architecture).path) }
        return try show(item.form("decision"), item, desk, visit)
    }

    private static func item(_ name: String, _ desk: ProjectDesk, _ visit: Visit) -> PlanItem {
        let decision = desk.plan.architecture.decisions.first { $0.id == name }
        let fields = decision.map { decision in
            [
                PlanItem.Field("area", decision.area.rawValue, shown: visit.say(decision.area.title)),
                PlanItem.Field("kind", decision.kind.rawValue, shown: visit.say(decision.kind.title)),
                PlanItem.Field("title", visit.say(decision.title)), PlanItem.Field("why", visit.say(decision.why)),
                PlanItem.Field("next", decision.next.map { visit.say($0) } ?? ""),
                PlanItem.Field("aside", decision.setAside ?? ""),
            ].filter { PlanEdits.isOwn(name) ? $0.name != "aside" : !["area", "kind"].contains($0.name) }
        }
        return PlanItem(id: name, fields: fields)
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard desk.mayEdit else { throw Refusal.notFound }
        let name = form["decision"]
        let here = Route.project(desk.id, .architecture).path
        if form["action"] == "revert" {
            try await desk.edit(visit) { edits in
                edits.decisions[name] = nil
                edits.ownDecisions.removeAll { $0.id == name }
            }
            return .seeOther(here)
        }
        let item = item(name, desk, visit)
        var fields = PlanFields(form, of: item, visit)
        let isOwn = item.isNew || PlanEdits.isOwn(name)
        let change = isOwn ? own(name, &fields, desk) : derived(name, &fields, desk)
        guard fields.complaints.isEmpty, let change else {
            return try show(form, item, desk, visit, fields.complaints)
        }
        try await desk.edit(visit, change)
        return .seeOther(here)
    }

    private static func own(
        _ name: String,
        _ fields: inout PlanFields,
        _ desk: ProjectDesk
    ) -> ((inout PlanEdits) -> Void)? {
        let decision = PlanEdits.OwnDecision(
            id: name,
            area: fields.choice("area", default: .project),
            kind: fields.choice("kind", default: .decision),
            title: fields.text("title"),
            why: fields.text("why"),
            next: fields.text("next", isNeeded: false)
        )
        if name == "new", desk.edits.ownDecisions.count >= PlanEdits.itemLimit {
            fields.complaints.add("title", fields.visit.say("plans.edit.tooMany"))
        }
        return { edits in
            var decision = decision
            if let place = edits.ownDecisions.firstIndex(where: { $0.id == name }) {
                edits.ownDecisions[place] = decision
            } else {
                decision.id = edits.newID()
                edits.ownDecisions.append(decision)
            }
        }
    }

    /// What is typed as the rules say it is no edit.
    private static func derived(
        _ name: String,
        _ fields: inout PlanFields,
        _ desk: ProjectDesk
    ) -> ((inout PlanEdits) -> Void)? {
        let plain = desk.derived.blueprint.plan(for: desk.answers).architecture.decisions
        guard let decision = plain.first(where: { $0.id == name }) else { return nil }
        _ = (fields.text("title"), fields.text("why"))
        let reason = fields.text("aside", isNeeded: false)
        let edit = PlanEdits.DecisionEdit(
            title: fields.other("title", than: decision.title),
            why: fields.other("why", than: decision.why),
            next: fields.other("next", than: decision.next),
            setAside: reason.isEmpty ? nil : reason
        )
        return { edits in edits.decisions[name] = edit == PlanEdits.DecisionEdit() ? nil : edit }
    }

    private static func show(
        _ form: Form,
        _ item: PlanItem,
        _ desk: ProjectDesk,
        _ visit: Visit,
        _ complaints: Complaints = Complaints()
    ) throws -> Response {
        let (name, isNew) = (item.id, item.isNew)
        let isOwn = isNew || PlanEdits.isOwn(name)
        func area(_ id: String, rows: Int) -> AreaField {
            let label = visit.say("plans.decision.\(id)")
            return AreaField(id, label: label, text: form[id], rows: rows).with(complaints)
        }
        let kinds: [Architecture.Decision.Kind] = [.decision, .note, .risk, .blocker]
        let here = Route.project(desk.id, .architecture).path
        let model = Model(
            nav: ProjectNav(desk, visit),
            backHref: here,
            action: here,
            csrf: visit.csrf,
            seen: item.seen,
            decision: name,
            summary: visit.summary(complaints),
            heading: visit.say(isNew ? "plans.decision.new" : "plans.decision.edit"),
            lead: visit.say(isOwn ? "plans.decision.leadOwn" : "plans.decision.lead"),
            area: isOwn
                ? ChoiceField(
                    "area",
                    label: visit.say("planning.sheet.area"),
                    all: Architecture.Area.allCases,
                    chosen: Architecture.Area(rawValue: form["area"]) ?? .project
                ) { visit.say($0.title) }.with(complaints) : nil,
            kind: isOwn
                ? ChoiceField(
                    "kind",
                    label: visit.say("planning.sheet.kind"),
                    all: kinds,
                    chosen: Architecture.Decision.Kind(rawValue: form["kind"]) ?? .decision
                ) { visit.say($0.title) }.with(complaints) : nil,
            title: area("title", rows: 2),
            why: area("why", rows: 3),
            next: area("next", rows: 2),
            setAside: isOwn
                ? nil
                : AreaField(
                    "aside",
                    label: visit.say("plans.decision.aside"),
                    hint: visit.say("plans.decision.asideHint"),
                    text: form["aside"],
                    rows: 2
                ).with(complaints),
            canRevert: item.fields != nil && (isOwn || desk.edits.decisions[name] != nil),
            revert: visit.say(isOwn ? "plans.decision.remove" : "plans.decision.revert")
        )
        let title = [model.heading, desk.project.name]
        return try visit.form("plans/decision", model, title: title, isWrong: !complaints.isEmpty)
    }
}
