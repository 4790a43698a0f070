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
            var item: String
            var name: String
            var address: String
            var belongs: String
            var size: String?
            var done: String?
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
        let accounts = desk.plan.accounts
        let ticks = try await visit.store.ticks(of: desk.id)
        let done = accounts.items.count { ticks[TickItem(.accounts, $0.id)] != nil }
        let mayTick = StepPage.mayTick(desk)
        let model = Model(
            nav: ProjectNav(desk, visit),
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
        return try visit.page("plans/accounts", model, title: [visit.say("plans.accounts.title"), desk.project.name])
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard StepPage.mayTick(desk) else { throw Refusal.notFound }
        let name = form["item"]
        guard let place = desk.plan.accounts.items.firstIndex(where: { $0.id == name }) else {
            return .seeOther(visit.route.path)
        }
        let item = TickItem(.accounts, name)
        if try await visit.store.ticks(of: desk.id)[item] == nil {
            try await visit.store.tick(item, in: desk.id, minutes: nil, note: "", outcome: "", by: desk.actor)
        } else {
            try await visit.store.untick(item, in: desk.id, by: desk.actor)
        }
        return .seeOther("\(visit.route.path)#account-\(place + 1)")
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
                    item: item.id,
                    name: item.name.isEmpty ? item.address.isEmpty ? visit.say(kind.title) : item.address : item.name,
                    address: item.name.isEmpty ? "" : item.address,
                    belongs: item.owner + item.members.joined(separator: ", "),
                    size: item.gigabytes.map { "\(visit.formats.decimal($0)) \(visit.say("planning.sheet.size"))" },
                    done: done.map {
                        visit.say("plans.done", ["who": $0.actor.name(visit.voice), "time": String($0.time)])
                    },
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
