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
    var wantedHref: String
    var todayHref: String
    var isExists: Bool
    /// The zone to go back to, where it is shown on the page.
    var back: String?
    var backID: String
    /// What only those have who work on the project.
    var desk: DNSZoneDesk?

    /// One domain, whose files are had by `files` and the rest of a query.
    init(_ zone: DNSBoard.Zone, at index: Int, files: String, _ visit: Visit) {
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
        let query = Form([("domain", plan.domain)]).urlEncoded
        wantedHref = "\(files)\(query)&zone=wanted"
        todayHref = "\(files)\(query)&zone=today"
        backID = "back-\(index + 1)"
    }
}

extension DNSZoneView.Record {
    fileprivate init(_ record: PlannedRecord, _ id: String, isSeen: Bool, _ visit: Visit) {
        anchor = id
        name = DNSPlan.shown(record.name)
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
        let spread = record.spread?.phrases(record.state) ?? []
        notes = (record.notes + spread).map { DNSPlan.shown(visit.say($0)) }
        place = record.place[visit.language.rawValue].map { visit.say("dns.place", ["place": $0]) }
    }
}
