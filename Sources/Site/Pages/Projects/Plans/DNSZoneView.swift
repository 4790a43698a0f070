import Catalogue
import HTTPServer
import MailCore
import Planning
import Store
import Texts

/// One domain of the DNS plan.
struct DNSZoneView: ViewModel {
    struct Record {
        var anchor: String
        var name: String
        var type: String
        var purpose: String
        var state: StatusView
        var wanted: String?
        var wantedID: String
        var lifetime: String?
        var found: [String]
        var notes: [String]
        var place: String?
    }

    struct Phase {
        var heading: String
        var records: [Record]
    }

    struct Ask {
        var anchor: String
        var type: String
        var domain: String
        var guide: String
        var name: TextField
        var value: TextField
    }

    struct Given {
        var text: String
        var index: String
        var button: String
    }

    var anchor: String
    var domain: String
    var totals: String?
    var notice: Notice?
    var host: String?
    var hostPath: String?
    var hostHref: String?
    var conflicts: [String]
    var hasConflicts: Bool
    var lookups: String
    var phases: [Phase]
    var steps: [String]
    var asks: [Ask]
    var given: [Given]
    var hasGiven: Bool
    var mayEdit: Bool
    var senders: AreaField
    var letterID: String
    var letter: String
    var letterHref: String
    var wantedHref: String
    var todayHref: String
    var isExists: Bool

    init(
        _ zone: DNSBoard.Zone,
        at index: Int,
        _ complaints: Complaints,
        _ typed: Form,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) {
        let plan = zone.plan
        anchor = "zone-\(index + 1)"
        domain = plan.domain
        let states = Dictionary(grouping: plan.records, by: \.state).mapValues { String($0.count) }
        let counts = PlannedRecord.State.allCases.map { ($0.rawValue, states[$0] ?? "0") }
        totals =
            zone.seen == nil
            ? nil : visit.say("dns.totals", Dictionary(counts) { first, _ in first } as [String: String])
        notice = plan.problem.map { Notice($0, visit.voice, tone: "bad", icon: .bad) }
        isExists = plan.problem == nil
        let host = visit.services.catalogue.dnsHosts.first { $0.id == plan.host }
        let servers = plan.nameServers.joined(separator: ", ")
        self.host =
            host.map { visit.say("dns.keeper", ["name": $0.name]) }
            ?? (servers.isEmpty ? nil : visit.say("dns.keeperUnknown", ["servers": servers]))
        let path = host?.path[visit.language.rawValue] ?? []
        hostPath = path.isEmpty ? nil : visit.say("dns.path", ["path": path.joined(separator: " › ")])
        hostHref = host?.address
        conflicts = plan.conflicts.map { visit.say($0.phrase) }
        hasConflicts = !conflicts.isEmpty
        lookups = visit.say("dns.lookups", ["count": String(plan.spf.lookups), "limit": String(SPFLookups.limit)])
        let isSeen = zone.seen != nil
        let numbered = Array(plan.records.enumerated())
        phases = PlannedRecord.Phase.allCases.compactMap { phase in
            let own = numbered.filter { $0.element.phase == phase }
            guard !own.isEmpty else { return nil }
            return Phase(
                heading: visit.say("dns.phase.\(phase.rawValue)"),
                records: own.map { Record($1, "record-\(index + 1)-\($0 + 1)", isSeen: isSeen, visit) }
            )
        }
        steps = plan.steps.map { visit.say($0.phrase) }
        asks = plan.records.filter(\.isAsked).enumerated().map { place, record in
            Ask(record, plan, "ask-\(index + 1)-\(place + 1)", complaints, typed, visit)
        }
        given = zone.edits.given.enumerated().map { place, record in
            let text = ZoneFile.line(record)
            let button = visit.say("plans.dns.forget", ["name": "\(record.kind.rawValue) \(record.name)"])
            return Given(text: text, index: "\(plan.domain)#\(place)", button: button)
        }
        hasGiven = !given.isEmpty
        mayEdit = desk.mayEdit
        senders = AreaField(
            "senders",
            label: visit.say("plans.dns.senders"),
            hint: visit.say("plans.dns.sendersHint"),
            text: zone.edits.senders.joined(separator: "\n"),
            rows: 2
        )
        senders.id = "senders-\(index + 1)"
        senders = senders.with(complaints)
        if senders.complaint != nil { senders.text = typed["senders"] }
        let (subject, body) = DNSZoneView.letter(plan, visit)
        letterID = "letter-\(index + 1)"
        letter = body
        letterHref = "mailto:?\(Form([("subject", subject), ("body", body)]).urlEncoded)"
        let here = Route.project(desk.id, .dns).path
        let query = Form([("domain", plan.domain)]).urlEncoded
        wantedHref = "\(here)?\(query)&zone=wanted"
        todayHref = "\(here)?\(query)&zone=today"
    }

    /// What the manager fills in stands between angles.
    static func shown(_ text: String) -> String {
        text.contains("{") ? text.replacing("{", with: "‹").replacing("}", with: "›") : text
    }

    /// What is sent to whoever keeps the zone.
    private static func letter(_ plan: DNSPlan, _ visit: Visit) -> (subject: String, body: String) {
        let letter = DNSLetter(plan)
        let lines = letter.lines.map { line in
            switch line {
            case .phrase(let phrase): visit.say(phrase)
            case .verbatim(let text): "    \(shown(text))"
            case .blank: ""
            }
        }
        return (visit.say(letter.subject), lines.joined(separator: "\n"))
    }
}

extension DNSZoneView.Record {
    fileprivate init(_ record: PlannedRecord, _ id: String, isSeen: Bool, _ visit: Visit) {
        anchor = id
        name = DNSZoneView.shown(record.name)
        type = record.kind.rawValue
        purpose = visit.say("dns.purpose.\(record.purpose.rawValue)")
        let word = visit.say("dns.state.\(record.state.rawValue)")
        state =
            switch record.state {
            case .ok: StatusView("good", .done, word)
            case .missing: StatusView("warn", .warn, word)
            case .differs: StatusView("warn", .part, word)
            case .extra: StatusView("idle", .skip, word)
            case .unknown:
                StatusView("idle", .later, isSeen || record.isAsked ? word : visit.say("plans.dns.unseen"))
            }
        wanted = record.wanted?.plain
        wantedID = "\(id)-value"
        lifetime = record.wanted.map { _ in String(record.lifetime) }
        found = record.state == .ok ? [] : record.found.map { "\($0.kind.rawValue) \($0.value.plain)" }
        notes = record.notes.map { DNSZoneView.shown(visit.say($0)) }
        place = record.place[visit.language.rawValue].map { visit.say("dns.place", ["place": $0]) }
    }
}

extension DNSZoneView.Ask {
    fileprivate init(
        _ record: PlannedRecord,
        _ plan: DNSPlan,
        _ id: String,
        _ complaints: Complaints,
        _ typed: Form,
        _ visit: Visit
    ) {
        anchor = id
        type = record.kind.rawValue
        domain = plan.domain
        let notes = record.notes.map { visit.say($0) }
        let place = record.place[visit.language.rawValue].map { [visit.say("dns.place", ["place": $0])] } ?? []
        guide = DNSZoneView.shown((notes + place).joined(separator: " "))
        let isThis = typed["field"] == "\(id)-value"
        name = TextField(
            "\(id)-name",
            label: visit.say("plans.dns.name"),
            hint: record.name.contains("{")
                ? visit.say("plans.dns.nameHint", ["name": DNSZoneView.shown(record.name)]) : nil,
            value: isThis ? typed["name"] : record.name.contains("{") ? "" : record.name
        )
        name.name = "name"
        value = TextField("\(id)-value", label: visit.say("plans.dns.value"), value: isThis ? typed["text"] : "")
        name = name.with(complaints)
        value.name = "text"
        value = value.with(complaints)
    }
}
