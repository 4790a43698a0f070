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
        var zones: [DNSZoneView]
        var sheets: SheetLinks
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let board = try await DNSBoard(desk, visit)
        if let domain = visit.request.query.first("domain"),
            let zone = board.zones.first(where: { $0.plan.domain == domain })
        {
            let isWanted = visit.request.query["zone"] == "wanted"
            let text = isWanted ? wanted(zone, visit) : before(zone, visit)
            let name = "\(domain)-\(isWanted ? "wanted" : "today").zone"
            return .file(text, type: "text/dns; charset=utf-8", name: name)
        }
        return try show(board, desk, visit)
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        switch form["action"] {
        case "look": return try await look(desk, visit)
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

    /// Has the worker read what is published now.
    private static func look(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard let target = desk.plan.target else { return .seeOther(visit.route.path) }
        try await visit.attempt(.survey, by: [])
        let zones = desk.plan.domains.prefix(WorkRequest.zoneLimit).map { domain in
            let edits = desk.edits.zones[domain] ?? PlanEdits.ZoneEdits()
            return WorkRequest.Zone(domain: domain, target: target, otherSenders: edits.senders, given: edits.given)
        }
        let request = try await visit.store.submit(.survey(zones))
        guard case .answered(.zones(let found)) = try await visit.store.answer(to: request, within: seconds) else {
            return .seeOther("\(visit.route.path)?slow=yes")
        }
        try await visit.store.keep(found, of: desk.id)
        return .seeOther(visit.route.path)
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
            return try show(try await DNSBoard(desk, visit), desk, visit, complaint, typed: form)
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
            return try show(board, desk, visit, complaint, typed: form)
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
    ) throws -> Response {
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
            looked: board.time.map { visit.voice.say("plans.dns.looked", at: "time", $0) }
                ?? visit.say("plans.dns.never"),
            mayLook: !isOpen,
            isSlow: visit.request.query.contains("slow"),
            day: noon.map { visit.voice.say("plans.dns.day", at: "day", $0) } ?? visit.say("plans.dns.noDay"),
            runbookHref: "\(Route.project(desk.id, .runbook).path)#cutover",
            zones: board.zones.enumerated().map { DNSZoneView($1, at: $0, complaints, typed, desk, visit) },
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
