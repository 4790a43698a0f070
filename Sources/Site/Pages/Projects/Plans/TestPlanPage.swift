import HTTPServer
import MailCore
import Planning
import Store

/// What is tried out, and how far before the switch-over.
enum TestPlanPage {
    struct Model: ViewModel {
        struct Mark {
            var href: String
            var number: String
            var title: String
        }

        struct Group {
            var heading: String
            var hint: String
            var tone: String
            var icon: String
            var marks: [Mark]
        }

        struct Line {
            var anchor: String
            var number: String
            var title: String
            var mark: String?
            var steps: String
            var expected: String
            var area: String
            var tester: String
            var testable: String
            var limit: String?
            var files: [FileMention]
            var attachHref: String?
            var editHref: String?
        }

        var nav: ProjectNav
        var lead: String
        var groups: [Group]
        var count: String
        var cases: [Line]
        var newHref: String?
        var sheets: SheetLinks
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        if let name = visit.request.query.first("case") { return try CasePage.get(name, desk, visit) }
        let files = try await visit.store.files(of: desk.id)
        let title = [visit.say("plans.tests.title"), desk.project.name]
        return try visit.page("plans/tests", model(desk, files, visit), title: title)
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        try await CasePage.post(form, desk, visit)
    }

    private static func model(_ desk: ProjectDesk, _ files: [ProjectFile], _ visit: Visit) -> Model {
        let cases = desk.plan.tests.numbered
        let here = Route.project(desk.id, .tests).path
        let counts = Dictionary(
            uniqueKeysWithValues: TestPlan.Testable.allCases.map { testable in
                (testable.rawValue, cases.count { $0.item.testable == testable })
            }
        )
        let before = counts["fully", default: 0] + counts["partly", default: 0]
        return Model(
            nav: ProjectNav(desk, visit),
            lead: visit.voice.count(
                "plans.tests.lead",
                [
                    "before": before, "partly": counts["partly", default: 0],
                    "after": counts["after-cutover", default: 0],
                ]
            ),
            groups: groups(cases, visit),
            count: visit.voice.count("plans.tests.count", ["n": cases.count]),
            cases: cases.map { line($0.number, $0.item, files, desk, visit) },
            newHref: desk.mayEdit ? "\(here)?case=new" : nil,
            sheets: SheetLinks(.tests, desk)
        )
    }

    private static func groups(_ cases: [(number: String, item: TestPlan.Case)], _ visit: Visit) -> [Model.Group] {
        let kinds: [(TestPlan.Testable, String, Icon)] = [
            (.fully, "busy", .open), (.partly, "busy", .part), (.after, "idle", .later),
        ]
        return kinds.compactMap { testable, tone, icon in
            let marks = cases.filter { $0.item.testable == testable }.map { number, item in
                Model.Mark(href: "#\(anchor(number))", number: number, title: visit.say(item.title))
            }
            guard !marks.isEmpty else { return nil }
            return Model.Group(
                heading: visit.say("plans.tests.\(testable.rawValue)"),
                hint: visit.say("plans.tests.\(testable.rawValue)-hint"),
                tone: tone,
                icon: icon.rawValue,
                marks: marks
            )
        }
    }

    static func anchor(_ number: String) -> String {
        "case-\(number.lowercased().map { $0 == "." ? "-" : String($0) }.joined())"
    }

    private static func line(
        _ number: String,
        _ item: TestPlan.Case,
        _ files: [ProjectFile],
        _ desk: ProjectDesk,
        _ visit: Visit
    ) -> Model.Line {
        let isOwn = PlanEdits.isOwn(item.id)
        let query = Form([("case", item.id)]).urlEncoded
        return Model.Line(
            anchor: anchor(number),
            number: number,
            title: visit.say(item.title),
            mark: isOwn ? visit.say("plans.mark.own") : nil,
            steps: visit.say(item.steps),
            expected: visit.say(item.expected),
            area: visit.say(item.area.title),
            tester: visit.say(item.tester.title),
            testable: visit.say(item.testable.title),
            limit: item.limit.map { visit.say($0) },
            files: FileMention.of(FileLink(.test, item.id), files, desk),
            attachHref: desk.attachHref(FileLink(.test, item.id)),
            editHref: isOwn && desk.mayEdit ? "\(Route.project(desk.id, .tests).path)?\(query)" : nil
        )
    }
}
