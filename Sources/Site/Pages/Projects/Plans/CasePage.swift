import HTTPServer
import MailCore
import Planning
import Store

/// A test case of one's own.
enum CasePage {
    struct Model: ViewModel {
        var nav: ProjectNav
        var backHref: String
        var action: String
        var csrf: String
        var seen: String
        var name: String
        var summary: ErrorSummary?
        var heading: String
        var area: ChoiceField
        var title: AreaField
        var steps: AreaField
        var expected: AreaField
        var tester: ChoiceField
        var testable: ChoiceField
        var limit: AreaField
        var canRemove: Bool
    }

    static func get(_ name: String, _ desk: ProjectDesk, _ visit: Visit) throws -> Response {
        guard desk.mayEdit else { throw Refusal.notFound }
        let item = item(name, desk, visit)
        guard !item.isGone else { return .seeOther(Route.project(desk.id, .tests).path) }
        return try show(item.form("case"), item, desk, visit)
    }

    private static func item(_ name: String, _ desk: ProjectDesk, _ visit: Visit) -> PlanItem {
        let own = desk.edits.cases.first { $0.id == name }
        let fields = own.map { own in
            [
                PlanItem.Field("area", own.area.rawValue, shown: visit.say(own.area.title)),
                PlanItem.Field("title", own.title), PlanItem.Field("steps", own.steps),
                PlanItem.Field("expected", own.expected),
                PlanItem.Field("tester", own.tester.rawValue, shown: visit.say(own.tester.title)),
                PlanItem.Field("testable", own.testable.rawValue, shown: visit.say(own.testable.title)),
                PlanItem.Field("limit", own.limit),
            ]
        }
        return PlanItem(id: name, fields: fields)
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard desk.mayEdit else { throw Refusal.notFound }
        let (name, here) = (form["case"], Route.project(desk.id, .tests).path)
        if form["action"] == "remove" {
            try await desk.edit(visit) { edits in edits.cases.removeAll { $0.id == name } }
            return .seeOther(here)
        }
        let item = item(name, desk, visit)
        var fields = PlanFields(form, of: item, visit)
        if item.isNew, desk.edits.cases.count >= PlanEdits.itemLimit {
            fields.complaints.add("title", visit.say("plans.edit.tooMany"))
        }
        let testable: TestPlan.Testable = fields.choice("testable", default: .fully)
        let own = PlanEdits.OwnCase(
            id: name,
            area: fields.choice("area", default: .mail),
            title: fields.text("title"),
            steps: fields.text("steps"),
            expected: fields.text("expected"),
            tester: fields.choice("tester", default: .customer),
            testable: testable,
            limit: fields.text("limit", isNeeded: testable != .fully)
        )
        guard fields.complaints.isEmpty else { return try show(form, item, desk, visit, fields.complaints) }
        try await desk.edit(visit) { edits in
            var own = own
            if let place = edits.cases.firstIndex(where: { $0.id == name }) {
                edits.cases[place] = own
            } else {
                own.id = edits.newID()
                edits.cases.append(own)
            }
        }
        return .seeOther(here)
    }

    private static func show(
        _ form: Form,
        _ item: PlanItem,
        _ desk: ProjectDesk,
        _ visit: Visit,
        _ complaints: Complaints = Complaints()
    ) throws -> Response {
        func area(_ id: String, _ label: String, rows: Int, hint: String? = nil) -> AreaField {
            AreaField(id, label: visit.say(label), hint: hint.map { visit.say($0) }, text: form[id], rows: rows)
                .with(complaints)
        }
        func list<Value: RawRepresentable & CaseIterable>(
            _ id: String,
            _ label: String,
            _ chosen: Value,
            _ title: (Value) -> Phrase
        ) -> ChoiceField where Value.RawValue == String {
            let all = Array(Value.allCases)
            let value = Value(rawValue: form[id]) ?? chosen
            return ChoiceField(id, label: visit.say(label), all: all, chosen: value) { visit.say(title($0)) }
                .with(complaints)
        }
        let here = Route.project(desk.id, .tests).path
        let model = Model(
            nav: ProjectNav(desk, visit),
            backHref: here,
            action: here,
            csrf: visit.csrf,
            seen: item.seen,
            name: item.id,
            summary: visit.summary(complaints),
            heading: visit.say(item.isNew ? "plans.case.new" : "plans.case.edit"),
            area: list("area", "planning.sheet.area", Architecture.Area.mail) { $0.title },
            title: area("title", "planning.sheet.case", rows: 2),
            steps: area("steps", "planning.sheet.steps", rows: 4),
            expected: area("expected", "planning.sheet.expected", rows: 3),
            tester: list("tester", "planning.sheet.tester", TestPlan.Tester.customer) { $0.title },
            testable: list("testable", "planning.sheet.testable", TestPlan.Testable.fully) { $0.title },
            limit: area("limit", "planning.sheet.limit", rows: 2, hint: "plans.case.limitHint"),
            canRemove: item.fields != nil
        )
        return try visit.form(
            "plans/case",
            model,
            title: [model.heading, desk.project.name],
            isWrong: !complaints.isEmpty
        )
    }
}
