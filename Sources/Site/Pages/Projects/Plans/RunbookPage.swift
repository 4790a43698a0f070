import HTTPServer
import MailCore
import Planning
import Store
import Texts

/// The runbook: what is done, in order, by whom, and how one gets back.
enum RunbookPage {
    struct Model: ViewModel {
        struct Total {
            var name: String
            var time: String
            var isSum: Bool
        }

        struct Line {
            var anchor: String
            var step: String
            var number: String
            var href: String
            var title: String
            var mark: String?
            var check: String
            var back: String
            var waitsFor: String?
            var actor: String
            var planned: String
            var measured: String?
            var done: String?
            var files: [FileMention]
            var mayMove: Bool
            var up: String?
            var down: String?
        }

        struct Part {
            var heading: String
            var hint: String
            var warning: String?
            var lines: [Line]
        }

        struct Removed {
            var step: String
            var title: String
            var button: String
        }

        var nav: ProjectNav
        var lead: String
        var action: String
        var csrf: String
        var day: DayField?
        var totals: [Total]
        var parts: [Part]
        var removed: [Removed]
        var hasRemoved: Bool
        var mayEdit: Bool
        var newHref: String
        var messagesHref: String
        var strays: StrayList?
        var sheets: SheetLinks
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        if let name = visit.request.query.first("step") { return try await StepPage.get(name, desk, visit) }
        let model = try await Model(desk, visit)
        return try visit.page("plans/runbook", model, title: [visit.say("plans.runbook.title"), desk.project.name])
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let here = Route.project(desk.id, .runbook).path
        if !form["stray"].isEmpty { return try await StrayList.forget(form["stray"], desk, visit) }
        for move in StepMove.allCases where !form[move.rawValue].isEmpty {
            let name = form[move.rawValue]
            let plain = desk.derived.blueprint.plan(for: desk.answers)
            try await desk.edit(visit) { edits in
                let runbook = plain.applying(edits).runbook
                edits.runbook.order = runbook.order(moving: name, move, in: edits.runbook.order) ?? edits.runbook.order
            }
            return .seeOther("\(here)#\(anchor(name))")
        }
        if !form["restore"].isEmpty {
            try await desk.edit(visit) { $0.runbook.removed.remove(form["restore"]) }
            return .seeOther(here)
        }
        if form["action"] == "day" { return try await DayField.post(form, desk, visit) }
        return try await StepPage.post(form, desk, visit)
    }

    /// Where a step is on its page: its place before anything is moved, so that it keeps it when it moves.
    static func anchor(_ name: String) -> String {
        var hash: UInt32 = 2_166_136_261
        for octet in name.utf8 { hash = (hash ^ UInt32(octet)) &* 16_777_619 }
        return "step-\(String(hash, radix: 36))"
    }
}

extension RunbookPage.Model {
    fileprivate init(_ desk: ProjectDesk, _ visit: Visit) async throws {
        let runbook = desk.plan.runbook
        let ticks = try await visit.store.ticks(of: desk.id)
        let files = try await visit.store.files(of: desk.id)
        let numbers = Dictionary(runbook.numbered.map { ($0.step.id, $0.number) }) { first, _ in first }
        let measured = runbook.steps.compactMap { ticks[TickItem(.runbook, $0.id)]?.minutes }.reduce(0, +)
        let isDone = runbook.steps.count { ticks[TickItem(.runbook, $0.id)] != nil }
        nav = ProjectNav(desk, visit)
        lead = visit.voice.count("plans.runbook.lead", ["n": runbook.steps.count, "done": isDone])
        action = Route.project(desk.id, .runbook).path
        csrf = visit.csrf
        day = DayField(desk, visit)
        let actors = Runbook.Actor.allCases.map { actor in
            Total(
                name: visit.say(actor.title),
                time: visit.decimalHours(runbook.steps.filter { $0.actor == actor }.reduce(0) { $0 + $1.minutes }),
                isSum: false
            )
        }
        totals =
            actors
            + [
                Total(name: visit.say("plans.runbook.planned"), time: visit.decimalHours(runbook.minutes), isSum: true),
                Total(name: visit.say("plans.runbook.measured"), time: visit.decimalHours(measured), isSum: false),
            ]
        let line = { (step: Runbook.Step) in
            RunbookPage.Model.Line(step, numbers, ticks, files, desk, visit)
        }
        parts = Runbook.Phase.allCases.compactMap { phase in
            let steps = runbook.steps(phase)
            guard !steps.isEmpty else { return nil }
            return Part(
                heading: visit.say(phase.title),
                hint: visit.hours(steps.reduce(0) { $0 + $1.minutes }),
                warning: phase == .import && desk.plan.architecture.lines.contains { $0.area == .calendars }
                    ? visit.say("plans.runbook.noInvitations") : nil,
                lines: steps.map(line)
            )
        }
        parts += runbook.sections.map { section in
            let steps = runbook.steps(section: section)
            return Part(
                heading: visit.say("plans.runbook.section", ["name": section]),
                hint: visit.hours(steps.reduce(0) { $0 + $1.minutes }),
                warning: nil,
                lines: steps.map(line)
            )
        }
        let plain = desk.derived.blueprint.plan(for: desk.answers).runbook.steps
        removed = plain.filter { desk.edits.runbook.removed.contains($0.id) && numbers[$0.id] == nil }.map { step in
            let title = visit.say(step.title)
            return Removed(step: step.id, title: title, button: visit.say("plans.runbook.restore", ["name": title]))
        }
        hasRemoved = !removed.isEmpty
        mayEdit = desk.mayEdit
        newHref = "\(action)?step=new"
        messagesHref = Route.project(desk.id, .messages).path
        strays = StrayList(desk, [.step, .removed], action: action, visit)
        sheets = SheetLinks(.runbook, desk)
    }
}

extension RunbookPage.Model.Line {
    fileprivate init(
        _ step: Runbook.Step,
        _ numbers: [String: String],
        _ ticks: [TickItem: Tick],
        _ files: [ProjectFile],
        _ desk: ProjectDesk,
        _ visit: Visit
    ) {
        let runbook = desk.plan.runbook
        let tick = ticks[TickItem(.runbook, step.id)]
        let waits = step.waitsFor.compactMap { numbers[$0] }
        let query = Form([("step", step.id)]).urlEncoded
        anchor = RunbookPage.anchor(step.id)
        self.step = step.id
        number = numbers[step.id] ?? ""
        href = "\(Route.project(desk.id, .runbook).path)?\(query)"
        title = visit.say(step.title)
        mark =
            PlanEdits.isOwn(step.id)
            ? visit.say("plans.mark.own") : step.isEdited ? visit.say("plans.mark.edited") : nil
        check = visit.say(step.check)
        back = visit.say(step.back)
        waitsFor = waits.isEmpty ? nil : visit.say("plans.runbook.waitsFor", ["steps": waits.joined(separator: ", ")])
        actor = visit.say(step.actor.title)
        planned = visit.hours(step.minutes)
        measured = tick?.minutes.map { visit.say("plans.runbook.took", ["time": visit.hours($0)]) }
        done = tick.map { visit.say("plans.done", ["who": $0.actor.name(visit.voice), "time": String($0.time)]) }
        self.files = FileMention.of(FileLink(.step, step.id), files, desk)
        mayMove = desk.mayEdit
        up = runbook.canMove(step.id, .up) ? visit.say("plans.runbook.up", ["name": title]) : nil
        down = runbook.canMove(step.id, .down) ? visit.say("plans.runbook.down", ["name": title]) : nil
    }
}
