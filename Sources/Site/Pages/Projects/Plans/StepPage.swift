import HTTPServer
import MailCore
import Planning
import Store

/// One step of the runbook: to be ticked off, and for the consultant to be changed.
enum StepPage {
    struct Model: ViewModel {
        var nav: ProjectNav
        var backHref: String
        var action: String
        var csrf: String
        var seen: String
        var step: String
        var summary: ErrorSummary?
        var heading: String
        var phaseName: String
        var sources: [DecisionGroup.Source]
        var isThere: Bool
        var isNew: Bool
        var isDone: Bool
        var tick: String
        var done: String
        var note: String?
        var mayTick: Bool
        var measured: TextField
        var remark: AreaField
        var mayEdit: Bool
        var title: AreaField
        var check: AreaField
        var back: AreaField
        var actor: ChoiceField
        var minutes: TextField
        var phase: ChoiceField?
        var section: ChoiceField?
        var canRemove: Bool
        var remove: String
        var guardNote: String?
        var canRevert: Bool
        var attached: AttachedFiles?
    }

    static func get(_ name: String, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let item = item(name, desk, visit)
        guard !item.isGone, desk.mayEdit || !item.isNew else {
            return .seeOther(Route.project(desk.id, .runbook).path)
        }
        return try await show(item.isNew ? Form([("minutes", "30")]) : Form(), item, desk, visit)
    }

    private static func item(_ name: String, _ desk: ProjectDesk, _ visit: Visit) -> PlanItem {
        let fields = step(name, desk).map { step in
            [
                PlanItem.Field("title", visit.say(step.title)), PlanItem.Field("check", visit.say(step.check)),
                PlanItem.Field("back", visit.say(step.back)), PlanItem.Field("minutes", String(step.minutes)),
                PlanItem.Field("actor", step.actor.rawValue, shown: visit.say(step.actor.title)),
                PlanItem.Field("phase", step.phase.rawValue, shown: visit.say(step.phase.title)),
                PlanItem.Field("section", step.section ?? ""),
            ].filter { PlanEdits.isOwn(name) || !["phase", "section"].contains($0.name) }
        }
        return PlanItem(id: name, fields: fields)
    }

    private static func step(_ name: String, _ desk: ProjectDesk) -> Runbook.Step? {
        desk.plan.runbook.steps.first { $0.id == name }
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let name = form["step"]
        let here = Route.project(desk.id, .runbook).path
        let back = "\(here)#\(RunbookPage.anchor(name))"
        let item = item(name, desk, visit)
        var fields = PlanFields(form, of: item, visit)
        switch form["action"] {
        case "done" where fields.complaints.isEmpty, "undone":
            guard let complaints = try await tick(name, &fields, desk, visit) else { return .seeOther(back) }
            return try await show(form, item, desk, visit, complaints)
        case "done":
            guard mayTick(desk) else { throw Refusal.notFound }
            return try await show(form, item, desk, visit, fields.complaints)
        case "remove":
            guard desk.mayEdit, !desk.plan.runbook.guards(name) else { throw Refusal.notFound }
            try await desk.edit(visit) { edits in
                if PlanEdits.isOwn(name) {
                    edits.runbook.own.removeAll { $0.id == name }
                } else {
                    edits.runbook.removed.insert(name)
                }
            }
            return .seeOther(here)
        case "revert":
            try await desk.edit(visit) { $0.runbook.steps[name] = nil }
            return .seeOther(back)
        default: break
        }
        guard desk.mayEdit else { throw Refusal.notFound }
        let change = PlanEdits.isOwn(name) || item.isNew ? own(name, &fields, desk) : derived(name, &fields, desk)
        guard fields.complaints.isEmpty, let change else {
            return try await show(form, item, desk, visit, fields.complaints)
        }
        try await desk.edit(visit, change)
        return .seeOther(name == "new" ? here : back)
    }

    /// Ticks it off or takes that back; what is wrong where the minutes are no number, or a step before it is open.
    private static func tick(
        _ name: String,
        _ fields: inout PlanFields,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> Complaints? {
        guard mayTick(desk), name != PlanItem.new else { throw Refusal.notFound }
        let item = TickItem(.runbook, name)
        let seen = Int64(fields.form["tick"])
        let conflict = Complaints.about("measured", visit.say("plans.edit.ticked"))
        if fields.form["action"] == "undone" {
            let ticking = try await visit.store.untick(item, in: desk.id, basedOn: seen, by: desk.actor)
            return ticking == .done ? nil : conflict
        }
        let minutes = fields.minutes("measured", isNeeded: false)
        let note = fields.text("remark", isNeeded: false)
        let open = try await open(before: name, desk, visit)
        if !open.isEmpty {
            let steps = open.joined(separator: ", ")
            fields.complaints.add("measured", visit.say("plans.step.waits", ["steps": steps]))
        }
        guard fields.complaints.isEmpty else { return fields.complaints }
        let ticking = try await visit.store.tick(
            item,
            in: desk.id,
            minutes: minutes,
            note: note,
            basedOn: seen,
            by: desk.actor
        )
        return ticking == .done ? nil : conflict
    }

    /// The steps that one waits for and that nobody has ticked off, by number and title.
    private static func open(before name: String, _ desk: ProjectDesk, _ visit: Visit) async throws -> [String] {
        let waits = Set(step(name, desk)?.waitsFor ?? [])
        let ticks = try await visit.store.ticks(of: desk.id)
        return desk.plan.runbook.numbered
            .filter { waits.contains($0.step.id) && ticks[TickItem(.runbook, $0.step.id)] == nil }
            .map { "\($0.number) \(visit.say($0.step.title))" }
    }

    /// Whoever answers the inventory also does the work.
    static func mayTick(_ desk: ProjectDesk) -> Bool {
        desk.access.isConsultant || [.customer, .colleague].contains(desk.access.member?.role)
    }

    private static func own(
        _ name: String,
        _ fields: inout PlanFields,
        _ desk: ProjectDesk
    ) -> ((inout PlanEdits) -> Void)? {
        let section = fields.form["section"]
        let step = RunbookEdits.OwnStep(
            id: name,
            phase: fields.choice("phase", default: .preparation),
            section: desk.plan.runbook.sections.contains(section) ? section : nil,
            title: fields.text("title"),
            check: fields.text("check"),
            back: fields.text("back", isNeeded: false),
            actor: fields.choice("actor", default: .consultant),
            minutes: fields.minutes("minutes") ?? 0
        )
        if name == "new", desk.edits.runbook.own.count >= PlanEdits.itemLimit {
            fields.complaints.add("title", fields.visit.say("plans.edit.tooMany"))
        }
        return { edits in
            var step = step
            if let place = edits.runbook.own.firstIndex(where: { $0.id == name }) {
                edits.runbook.own[place] = step
            } else {
                step.id = edits.newID()
                edits.runbook.own.append(step)
            }
        }
    }

    private static func derived(
        _ name: String,
        _ fields: inout PlanFields,
        _ desk: ProjectDesk
    ) -> ((inout PlanEdits) -> Void)? {
        let plain = desk.derived.blueprint.plan(for: desk.answers).runbook.steps
        guard let step = plain.first(where: { $0.id == name }) else { return nil }
        _ = (fields.text("title"), fields.text("check"))
        let minutes = fields.minutes("minutes")
        let actor: Runbook.Actor = fields.choice("actor", default: step.actor)
        let edit = RunbookEdits.StepEdit(
            title: fields.other("title", than: step.title),
            check: fields.other("check", than: step.check),
            back: fields.other("back", than: step.back),
            minutes: minutes == step.minutes ? nil : minutes,
            actor: actor == step.actor ? nil : actor
        )
        return { edits in edits.runbook.steps[name] = edit == RunbookEdits.StepEdit() ? nil : edit }
    }

    private static func show(
        _ sent: Form,
        _ item: PlanItem,
        _ desk: ProjectDesk,
        _ visit: Visit,
        _ complaints: Complaints = Complaints()
    ) async throws -> Response {
        let tick = try await visit.store.ticks(of: desk.id)[TickItem(.runbook, item.id)]
        let (form, step) = (item.form("step", sent: sent), step(item.id, desk))
        var model = Model(form, item, step, tick, desk, visit, complaints)
        if let step { model.attached = try await AttachedFiles.of(FileLink(.step, step.id), desk, visit) }
        let number = desk.plan.runbook.numbered.first { $0.step.id == item.id }?.number
        let name = number.map { visit.say("plans.step.windowTitle", ["number": $0]) } ?? model.heading
        return try visit.form(
            "plans/step",
            model,
            title: [name, desk.project.name],
            isWrong: !complaints.isEmpty
        )
    }
}

extension StepPage.Model {
    fileprivate init(
        _ form: Form,
        _ item: PlanItem,
        _ step: Runbook.Step?,
        _ tick: Tick?,
        _ desk: ProjectDesk,
        _ visit: Visit,
        _ complaints: Complaints
    ) {
        func area(_ id: String, _ label: String, rows: Int) -> AreaField {
            AreaField(id, label: visit.say(label), text: form[id], rows: rows).with(complaints)
        }
        func number(_ id: String, _ label: String, _ value: String, hint: String? = nil) -> TextField {
            let hint = hint.map { visit.say($0) }
            return TextField(id, label: visit.say(label), hint: hint, value: value, inputMode: "numeric")
                .with(complaints)
        }
        let name = item.id
        let isOwn = item.isNew || PlanEdits.isOwn(name)
        let isGuard = desk.plan.runbook.guards(name)
        nav = ProjectNav(desk, visit)
        action = Route.project(desk.id, .runbook).path
        let here = action
        backHref = step.map { "\(here)#\(RunbookPage.anchor($0.id))" } ?? here
        csrf = visit.csrf
        seen = item.seen
        self.step = name
        summary = visit.summary(complaints)
        heading = step.map { visit.say($0.title) } ?? visit.say(item.isNew ? "plans.step.new" : "plans.step.edit")
        phaseName = step.map { $0.section ?? visit.say($0.phase.title) } ?? ""
        sources = step.map { DecisionGroup.Source.of($0.reason, desk, visit) } ?? []
        isThere = step != nil
        isNew = item.isNew
        isDone = tick != nil
        self.tick = tick.map { String($0.time) } ?? ""
        done = tick.map { visit.say("plans.done", ["who": $0.actor.name(visit.voice), "time": String($0.time)]) } ?? ""
        note = tick.flatMap { $0.note.isEmpty ? nil : $0.note }
        mayTick = step != nil && StepPage.mayTick(desk)
        let took = form.contains("measured") ? form["measured"] : tick?.minutes.map(String.init) ?? ""
        measured = number("measured", "plans.step.measured", took, hint: "plans.step.measuredHint")
        let said = form.contains("remark") ? form["remark"] : tick?.note ?? ""
        remark = AreaField("remark", label: visit.say("planning.sheet.note"), text: said, rows: 2).with(complaints)
        mayEdit = desk.mayEdit
        title = area("title", "planning.sheet.step", rows: 2)
        check = area("check", "planning.sheet.check", rows: 3)
        back = area("back", "planning.sheet.back", rows: 2)
        let actors = Runbook.Actor.allCases
        let chosen = Runbook.Actor(rawValue: form["actor"]) ?? .consultant
        actor = ChoiceField("actor", label: visit.say("planning.sheet.actor"), all: actors, chosen: chosen) {
            visit.say($0.title)
        }.with(complaints)
        minutes = number("minutes", "planning.sheet.minutes", form["minutes"])
        let part = Runbook.Phase(rawValue: form["phase"]) ?? .preparation
        phase =
            isOwn
            ? ChoiceField("phase", label: visit.say("planning.sheet.phase"), all: Runbook.Phase.allCases, chosen: part)
            {
                visit.say($0.title)
            }.with(complaints) : nil
        let sections = desk.plan.runbook.sections
        section =
            isOwn && !sections.isEmpty
            ? ChoiceField(
                "section",
                label: visit.say("planning.sheet.section"),
                choices: [("", visit.say("plans.step.general"))] + sections.map { ($0, $0) },
                chosen: form["section"]
            ).with(complaints) : nil
        canRemove = step != nil && !isGuard
        remove = visit.say(isOwn ? "plans.step.removeOwn" : "plans.step.remove")
        guardNote = isGuard ? visit.say("plans.step.guards") : nil
        canRevert = step?.isEdited == true
    }
}
