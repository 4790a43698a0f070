import HTTPServer
import MailCore
import Planning
import Store
import Texts

/// The DNS plan: what every domain's zone is to say, what it says now, and what is done when.
enum DNSPage {
    struct Model: ViewModel {
        var nav: ProjectNav
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var lead: String
        var isOpen: Bool
        var inventoryHref: String
        var looked: String
        var mayLook: Bool
        var isSlow: Bool
        var day: String
        var runbookHref: String
        var check: CheckLinkView?
        var zones: [DNSZoneView]
        var sheets: SheetLinks
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let board = try await DNSBoard(desk, visit)
        if let file = file(board, visit) { return file }
        return try await show(board, desk, visit)
    }

    /// The zone file that the query names; nil where it names none.
    static func file(_ board: DNSBoard, _ visit: Visit) -> Response? {
        guard let domain = visit.request.query.first("domain"),
            let zone = board.zones.first(where: { $0.plan.domain == domain })
        else { return nil }
        let isWanted = visit.request.query["zone"] == "wanted"
        let text = isWanted ? wanted(zone, visit) : before(zone, visit)
        let name = "\(domain)-\(isWanted ? "wanted" : "today").zone"
        return .file(text, type: "text/dns; charset=utf-8", name: name)
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        switch form["action"] {
        case "look":
            let isThere = try await look(desk.id, desk.derived, visit)
            return .seeOther(isThere ? visit.route.path : "\(visit.route.path)?slow=yes")
        case "link", "unlink": return try await link(form["action"] == "link", desk, visit)
        case "tell": return try await tell(form, desk, visit)
        case "senders": return try await senders(form, desk, visit)
        default:
            try await desk.edit(visit) { edits in
                let parts = form["forget"].split(separator: "#", maxSplits: 1).map(String.init)
                guard parts.count == 2, let place = Int(parts[1]),
                    edits.zones[parts[0]]?.given.indices.contains(place) == true
                else { return }
                edits.zones[parts[0]]?.given.remove(at: place)
            }
            return .seeOther(visit.route.path)
        }
    }

    /// How long somebody waits for a look; what comes later is seen by asking again.
    private static let seconds = 25.0

    /// Has the worker read what is published now; false where that takes longer than somebody waits.
    static func look(_ project: ProjectID, _ derived: Derived, _ visit: Visit) async throws -> Bool {
        guard let target = derived.plan.target else { return true }
        try await visit.attempt(.survey, by: [])
        let all = derived.edits?.document.zones ?? [:]
        let zones = derived.plan.domains.prefix(WorkRequest.zoneLimit).map { domain in
            let edits = all[domain] ?? PlanEdits.ZoneEdits()
            return WorkRequest.Zone(domain: domain, target: target, otherSenders: edits.senders, given: edits.given)
        }
        let request = try await visit.store.survey(Array(zones), of: project)
        guard case .answered(.zones(let found)) = try await visit.store.answer(to: request, within: seconds) else {
            return false
        }
        try await visit.store.keep(found, of: project)
        return true
    }

    /// Makes the link to the live check, or calls it back.
    private static func link(_ isWanted: Bool, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard desk.access.mayDecide else { throw Refusal.notFound }
        if isWanted {
            _ = try await visit.store.makeCheckLink(of: desk.id, by: desk.actor)
        } else {
            try await visit.store.revokeCheckLink(of: desk.id, by: desk.actor)
        }
        return .seeOther("\(visit.route.path)#check-link")
    }

    /// Takes a value that only the manager shows.
    private static func tell(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let domain = form["domain"]
        guard desk.mayEdit, desk.plan.domains.contains(domain), let kind = DNSRecord.Kind(rawValue: form["type"]) else {
            throw Refusal.notFound
        }
        guard let record = PlanEdits.ZoneEdits.record(form["name"], kind, form["text"]),
            record.name == domain || record.name.hasSuffix(".\(domain)")
        else {
            let complaint = Complaints.about(form["field"], visit.say("plans.dns.wrong", ["type": kind.rawValue]))
            return try await show(try await DNSBoard(desk, visit), desk, visit, complaint, typed: form)
        }
        try await desk.edit(visit) { edits in
            var zone = edits.zones[domain] ?? PlanEdits.ZoneEdits()
            guard zone.given.count < PlanEdits.itemLimit else { return }
            // Several mail hosts live side by side; of other names there is one value.
            zone.given.removeAll {
                $0.name == record.name && $0.kind == kind && (kind != .mx || $0.value == record.value)
            }
            zone.given.append(record)
            edits.zones[domain] = zone
        }
        return .seeOther(visit.route.path)
    }

    /// How many others send for a domain at most, and the longest name of one.
    private static let (mostSenders, longestSender) = (30, 253)

    /// Takes who else sends for a domain, one a line.
    private static func senders(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let domain = form["domain"]
        guard desk.mayEdit, desk.plan.domains.contains(domain) else { throw Refusal.notFound }
        let lines = form["senders"].split(whereSeparator: { $0.isNewline || $0.isWhitespace || $0 == "," })
        guard lines.count <= mostSenders, lines.allSatisfy({ $0.count <= longestSender }) else {
            let board = try await DNSBoard(desk, visit)
            let place = (board.zones.firstIndex { $0.plan.domain == domain } ?? 0) + 1
            let limits = ["n": String(mostSenders), "long": String(longestSender)]
            let complaint = Complaints.about("senders-\(place)", visit.say("plans.dns.sendersTooMany", limits))
            return try await show(board, desk, visit, complaint, typed: form)
        }
        try await desk.edit(visit) { edits in
            var zone = edits.zones[domain] ?? PlanEdits.ZoneEdits()
            zone.senders = lines.map(String.init)
            edits.zones[domain] = zone
        }
        return .seeOther(visit.route.path)
    }

    private static func show(
        _ board: DNSBoard,
        _ desk: ProjectDesk,
        _ visit: Visit,
        _ complaints: Complaints = Complaints(),
        typed: Form = Form()
    ) async throws -> Response {
        let link = try await visit.store.checkLink(of: desk.id)
        let files = "\(Route.project(desk.id, .dns).path)?"
        let noon = desk.edits.dates.cutoverNoon
        let lead = visit.say(
            "plans.dns.lead",
            ["product": board.target?.name, "n": String(desk.plan.domains.count)]
        )
        let isOpen = board.zones.isEmpty
        let model = Model(
            nav: ProjectNav(desk, visit),
            action: Route.project(desk.id, .dns).path,
            csrf: visit.csrf,
            summary: visit.summary(complaints),
            lead: isOpen ? visit.say("plans.dns.open") : lead,
            isOpen: isOpen,
            inventoryHref: Route.project(desk.id, .inventory).path,
            looked: board.looked(visit),
            mayLook: !isOpen,
            isSlow: visit.request.query.contains("slow"),
            day: noon.map { visit.voice.say("plans.dns.day", at: "day", $0) } ?? visit.say("plans.dns.noDay"),
            runbookHref: "\(Route.project(desk.id, .runbook).path)#cutover",
            check: desk.access.mayDecide && !isOpen ? CheckLinkView(link, visit) : nil,
            zones: board.zones.enumerated().map { index, zone in
                var view = DNSZoneView(zone, at: index, files: files, visit)
                view.desk =
                    view.isExists ? DNSZoneDesk(zone, at: index, link: link, complaints, typed, desk, visit) : nil
                return view
            },
            sheets: SheetLinks(.dns, desk)
        )
        let title = [visit.say("plans.dns.title"), desk.project.name]
        let isWrong = !complaints.isEmpty
        return try visit.form("plans/dns", model, title: title, isWrong: isWrong, scripts: [.summary, .once, .copy])
    }

    /// The zone as it is to be, as a file.
    static func wanted(_ zone: DNSBoard.Zone, _ visit: Visit) -> String {
        let names = ["domain": zone.plan.domain, "product": zone.plan.target]
        return ZoneFile.text(
            zone.plan.wanted,
            origin: zone.plan.domain,
            comments: [visit.say("dns.comment-wanted", names)]
        )
    }

    /// The zone as it was before anything was changed, as a file: the way back.
    static func before(_ zone: DNSBoard.Zone, _ visit: Visit) -> String {
        let comment = visit.say("dns.comment-today", ["domain": zone.plan.domain])
        return ZoneFile.text(DNSBoard.before(zone), origin: zone.plan.domain, comments: [comment])
    }
}
