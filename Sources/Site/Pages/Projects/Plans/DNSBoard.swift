import Catalogue
import MailCore
import Planning
import Store
import Synchronization

/// What was last seen of the zones of the projects' domains, kept until it is looked up again.
final class ZoneShelf: Sendable {
    struct Key: Hashable, Sendable {
        var project: ProjectID
        var domain: String
    }

    /// A zone as it was seen.
    struct Seen: Sendable {
        var zone: ZoneState
        /// When, in seconds since 1970.
        var time: Int64
    }

    /// How many zones are kept.
    private static let room = 256

    private let kept = Mutex<(zones: [Key: Seen], order: [Key])>(([:], []))

    func seen(_ domain: String, of project: ProjectID) -> Seen? {
        kept.withLock { $0.zones[Key(project: project, domain: domain)] }
    }

    func keep(_ seen: Seen, _ domain: String, of project: ProjectID) {
        let key = Key(project: project, domain: domain)
        kept.withLock { kept in
            kept.zones[key] = seen
            kept.order.removeAll { $0 == key }
            kept.order.append(key)
            if kept.order.count > ZoneShelf.room { kept.zones[kept.order.removeFirst()] = nil }
        }
    }
}

/// The records of a project's domains.
enum DNSBoard {
    /// The plan of each domain, compared with what was last seen of its zone; without a look, only what is wanted.
    static func plans(_ desk: ProjectDesk, _ visit: Visit) -> [DNSPlan] {
        guard let target = target(desk, visit) else { return [] }
        return desk.plan.domains.map { domain in
            let seen = visit.site.zones.seen(domain, of: desk.id)
            let edits = desk.edits.zones[domain] ?? PlanEdits.ZoneEdits()
            var plan = DNSPlan.make(
                domain: domain,
                target: target,
                live: seen?.zone ?? ZoneState(domain: domain, presence: .exists),
                otherSenders: edits.senders,
                given: edits.given,
                cutover: desk.edits.dates.cutoverNoon,
                now: visit.now,
                catalogue: visit.services.catalogue
            )
            if seen == nil {
                for index in plan.records.indices {
                    plan.records[index].notes.removeAll { $0.key == "dns.note.no-answer" }
                }
            }
            return plan
        }
    }

    /// The product; nil while that is open, or where nothing is known of its records.
    static func target(_ desk: ProjectDesk, _ visit: Visit) -> DNSTarget? {
        desk.plan.target.flatMap { DNSTarget($0, in: visit.services.catalogue) }
    }
}
