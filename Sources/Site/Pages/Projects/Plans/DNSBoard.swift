import Catalogue
import MailCore
import Planning
import Store

/// The records of a project's domains: what is wanted, beside what was last seen.
struct DNSBoard {
    /// One domain.
    struct Zone {
        var plan: DNSPlan
        var seen: SurveyedZone?
        /// What the manager told, and who else sends.
        var edits: PlanEdits.ZoneEdits
    }

    var target: DNSTarget?
    var zones: [Zone]
    /// When somebody last looked; nil for never.
    var time: Int64? { zones.compactMap { $0.seen?.time }.max() }

    init(_ desk: ProjectDesk, _ visit: Visit) async throws {
        try await self.init(desk.id, desk.derived, visit)
    }

    init(_ project: ProjectID, _ derived: Derived, _ visit: Visit) async throws {
        let (plan, all) = (derived.plan, derived.edits?.document ?? PlanEdits())
        target = plan.target.flatMap { DNSTarget($0, in: visit.services.catalogue) }
        zones = []
        guard let target else { return }
        let seen = try await visit.store.zones(of: project)
        zones = plan.domains.prefix(WorkRequest.zoneLimit).map { domain in
            let edits = all.zones[domain] ?? PlanEdits.ZoneEdits()
            let plan = DNSPlan.make(
                domain: domain,
                target: target,
                live: seen[domain]?.latest ?? ZoneState(domain: domain),
                otherSenders: edits.senders,
                given: edits.given,
                cutover: all.dates.cutoverNoon,
                now: visit.now,
                catalogue: visit.services.catalogue
            )
            return Zone(plan: seen[domain] == nil ? plan.unseen : plan, seen: seen[domain], edits: edits)
        }
    }

    /// When somebody last looked, in words.
    func looked(_ visit: Visit) -> String {
        time.map { visit.voice.say("plans.dns.looked", at: "time", $0) } ?? visit.say("plans.dns.never")
    }

    /// The records as somebody first saw them, the way back; as of now where nobody has looked.
    static func before(_ zone: Zone) -> [DNSRecord] {
        zone.seen?.first.map { DNSPlan.published($0) } ?? zone.plan.today
    }
}

extension DNSPlan {
    /// Without a look nobody failed to answer: what is wanted stands there alone.
    fileprivate var unseen: DNSPlan {
        var plan = self
        for index in plan.records.indices { plan.records[index].notes.removeAll { $0.key == "dns.note.no-answer" } }
        return plan
    }
}
