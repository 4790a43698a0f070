import HTTPServer
import MailCore
import Planning
import Store

/// The initial passwords of new accounts: made here, sealed at once, given out as one file and then gone.
enum AccessListPage {
    struct Model: ViewModel {
        struct Kept {
            var accounts: String
            var made: String
            var until: String
        }

        var nav: ProjectNav
        var action: String
        var csrf: String
        var lead: String
        var kept: Kept?
        var extent: String
        var canMake: Bool
        var isAgain: Bool
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard visit.services.accessLists != nil, desk.access.mayDecide else { throw Refusal.notFound }
        let kept = try await visit.store.accessList(of: desk.id)
        let accounts = try await accounts(desk, visit)
        let model = Model(
            nav: ProjectNav(desk, visit),
            action: Route.project(desk.id, .accessList).path,
            csrf: visit.csrf,
            lead: visit.say("access.lead"),
            kept: kept.map { kept in
                Model.Kept(
                    accounts: visit.voice.count("access.kept", ["n": kept.accounts]),
                    made: visit.say(
                        "access.made",
                        ["who": kept.actor.name(visit.voice), "time": String(kept.time)]
                    ),
                    until: visit.say("access.until", ["time": String(kept.until)])
                )
            },
            extent: visit.voice.count("access.extent", ["n": accounts.count]),
            canMake: !accounts.isEmpty,
            isAgain: kept != nil
        )
        let title = [visit.say("access.title"), desk.project.name]
        return try visit.page("projects/access-list", model, title: title)
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard let lists = visit.services.accessLists, desk.access.mayDecide else { throw Refusal.notFound }
        let here = Response.seeOther(Route.project(desk.id, .accessList).path)
        switch form["action"] {
        case "make":
            let accounts = try await accounts(desk, visit)
            guard !accounts.isEmpty else { return here }
            let text = file(accounts, lists, visit)
            let sealed = try lists.seal(Redacted(Array(text.exposed.utf8)), desk.id)
            try await visit.store.keep(sealed, accounts: accounts.count, of: desk.id, by: desk.actor)
            return here
        case "export":
            // Without a list the page says so: it was exported in another window, or its time is up.
            guard let sealed = try await visit.store.takeAccessList(of: desk.id, by: desk.actor) else { return here }
            let octets = try lists.open(sealed, desk.id).exposed
            return .file(String(decoding: octets, as: UTF8.self), type: "text/csv; charset=utf-8", name: "access.csv")
        case "drop":
            try await visit.store.dropAccessList(of: desk.id, by: desk.actor)
            return here
        default: throw Refusal.notFound
        }
    }

    /// Accounts that people log in to, and that are not set up yet.
    private static func accounts(_ desk: ProjectDesk, _ visit: Visit) async throws -> [AccountPlan.Item] {
        let done = try await visit.store.ticks(of: desk.id)
        return desk.plan.accounts.items.filter { item in
            [.account, .shared].contains(item.kind) && !item.address.isEmpty
                && done[TickItem(.accounts, item.id)] == nil
        }
    }

    private static func file(
        _ accounts: [AccountPlan.Item],
        _ lists: Services.AccessLists,
        _ visit: Visit
    ) -> Redacted<String> {
        let heading = ["kind", "name", "address", "password"].map { visit.say("access.column.\($0)") }
        let lines = accounts.map { item in
            CSV.line([visit.say(item.kind.title), item.name, item.address, lists.password().exposed])
        }
        return Redacted("\u{FEFF}" + CSV.line(heading) + lines.joined())
    }
}
