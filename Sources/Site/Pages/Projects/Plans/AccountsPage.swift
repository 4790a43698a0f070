import HTTPServer
import MailCore
import Planning
import Store
import Texts

/// What has to be set up at the new provider, to be ticked off.
enum AccountsPage {
    struct Model: ViewModel {
        struct Line {
            var anchor: String
            var name: String
            var address: String
            var belongs: String
            var size: String?
            var done: String?
            var action: String
            var choice: String
            var button: String
        }

        struct Group {
            var heading: String
            var count: String
            var lines: [Line]
        }

        struct Finding {
            var href: String?
            var text: String
        }

        var nav: ProjectNav
        var summary: ErrorSummary?
        var lead: String
        var action: String
        var csrf: String
        var findings: [Finding]
        var hasFindings: Bool
        var groups: [Group]
        var isEmpty: Bool
        var inventoryHref: String
        var mayTick: Bool
        var accessHref: String?
        var sheets: SheetLinks
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        try await show(desk, visit)
    }

    private static func show(
        _ desk: ProjectDesk,
        _ visit: Visit,
        _ complaints: Complaints = Complaints()
    ) async throws -> Response {
        let accounts = desk.plan.accounts
        let ticks = try await visit.store.ticks(of: desk.id)
        let done = accounts.items.count { ticks[TickItem(.accounts, $0.id)] != nil }
        let mayTick = StepPage.mayTick(desk)
        let model = Model(
            nav: ProjectNav(desk, visit),
            summary: visit.summary(complaints),
            lead: visit.voice.count("plans.accounts.lead", ["n": accounts.items.count, "done": done]),
            action: Route.project(desk.id, .accounts).path,
            csrf: visit.csrf,
            findings: accounts.findings.map { finding in
                let href = Route.question(desk.id, finding.question)
                return Model.Finding(href: desk.mayOpen(href) ? href.path : nil, text: visit.say(finding.phrase))
            },
            hasFindings: !accounts.findings.isEmpty,
            groups: groups(accounts, ticks, visit),
            isEmpty: accounts.items.isEmpty,
            inventoryHref: Route.project(desk.id, .inventory).path,
            mayTick: mayTick,
            accessHref: desk.access.mayDecide && !accounts.items.isEmpty
                ? Route.project(desk.id, .accessList).path : nil,
            sheets: SheetLinks(.accounts, desk)
        )
        let title = [visit.say("plans.accounts.title"), desk.project.name]
        let isWrong = !complaints.isEmpty
        return try visit.form("plans/accounts", model, title: title, isWrong: isWrong, scripts: [.summary, .once])
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard StepPage.mayTick(desk) else { throw Refusal.notFound }
        // Sent twice it is still done: the button says what is to be, and of which tick it takes back.
        let isDone = form.contains("done")
        let undone = form["undone"].split(separator: ":", maxSplits: 1).map(String.init)
        let name = isDone ? form["done"] : undone.last ?? ""
        guard let place = desk.plan.accounts.items.firstIndex(where: { $0.id == name }) else {
            return .seeOther(visit.route.path)
        }
        let item = TickItem(.accounts, name)
        let anchor = "account-\(place + 1)"
        if isDone {
            // Whoever was faster did it, and stands there.
            try await visit.store.tick(item, in: desk.id, minutes: nil, note: "", basedOn: nil, by: desk.actor)
        } else {
            let seen = undone.first.flatMap { Int64($0) }
            let ticking = try await visit.store.untick(item, in: desk.id, basedOn: seen, by: desk.actor)
            if case .conflict = ticking {
                return try await show(desk, visit, .about(anchor, visit.say("plans.edit.ticked")))
            }
        }
        return .seeOther("\(visit.route.path)#\(anchor)")
    }

    private static func groups(_ accounts: AccountPlan, _ ticks: [TickItem: Tick], _ visit: Visit) -> [Model.Group] {
        let places = Dictionary(zip(accounts.items.map(\.id), 1...)) { first, _ in first }
        let (tick, untick) = (visit.say("plans.accounts.tick"), visit.say("plans.accounts.untick"))
        return AccountPlan.Kind.allCases.compactMap { kind in
            let items = accounts.items(kind)
            guard !items.isEmpty else { return nil }
            let lines = items.map { item in
                let done = ticks[TickItem(.accounts, item.id)]
                return Model.Line(
                    anchor: "account-\(places[item.id] ?? 0)",
                    name: item.name.isEmpty ? item.address.isEmpty ? visit.say(kind.title) : item.address : item.name,
                    address: item.name.isEmpty ? "" : item.address,
                    belongs: item.owner + item.members.joined(separator: ", "),
                    size: item.gigabytes.map { "\(visit.formats.decimal($0)) \(visit.say("planning.sheet.size"))" },
                    done: done.map {
                        visit.say("plans.done", ["who": $0.actor.name(visit.voice), "time": String($0.time)])
                    },
                    action: done == nil ? "done" : "undone",
                    choice: done.map { "\($0.time):\(item.id)" } ?? item.id,
                    button: done == nil ? tick : untick
                )
            }
            return Model.Group(
                heading: visit.say("plans.accounts.\(kind.rawValue)"),
                count: visit.formats.number(items.count),
                lines: lines
            )
        }
    }
}
