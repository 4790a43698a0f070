import Catalogue
import MailCore

/// What is done in which order, and on which day (TTL: RFC 1034 §3.6, RFC 2308).
struct DNSSchedule {
    let plan: DNSPlan
    let desk: DNSDesk
    /// Any instant of the chosen day.
    let cutover: Int64?
    let now: Int64

    private static let day: Int64 = 86_400
    /// Before the change, for what harms nothing.
    private static let daysAhead: Int64 = 7
    /// After it, until the old is no longer needed by anybody.
    private static let daysAfter: Int64 = 7
    /// After it, until reports show that nobody else sends.
    private static let daysOfReports: Int64 = 28

    /// By day; those of one day, and all where no day was chosen, in the order of the work.
    var steps: [DNSStep] {
        let all = [
            backup, ask, prepare, mtaSTS, dmarcInForce, dnssec, lower, change, watch, clean, raise, tighten,
        ].compactMap { $0 }
        return all.enumerated().sorted { ($0.element.day ?? 0, $0.offset) < ($1.element.day ?? 0, $1.offset) }.map(
            \.element
        )
    }

    /// Noon of the day that many days after the change: the same date in every zone of Europe.
    ///
    /// What should have been done already is done today.
    private func noon(_ days: Int64) -> Int64? {
        cutover.map { max($0 / DNSSchedule.day + days, now / DNSSchedule.day) * DNSSchedule.day + DNSSchedule.day / 2 }
    }

    private func step(
        _ code: DNSStep.Code,
        day: Int64?,
        _ records: [PlannedRecord] = [],
        _ arguments: [String: String] = [:]
    ) -> DNSStep {
        var arguments = arguments
        arguments["domain"] = plan.domain
        if let day { arguments["day"] = RFC3339.text(day) }
        let questions = records.reduce(into: [DNSQuestion]()) { list, record in
            let question = DNSQuestion(record.kind, of: record.name)
            if !list.contains(question) { list.append(question) }
        }
        return DNSStep(code: code, day: day, phrase: Phrase("dns.step.\(code.rawValue)", arguments), records: questions)
    }

    private func open(_ phase: PlannedRecord.Phase) -> [PlannedRecord] {
        plan.records.filter { $0.phase == phase && [.missing, .differs, .extra].contains($0.state) }
    }

    private var backup: DNSStep? { step(.backup, day: noon(-DNSSchedule.daysAhead)) }

    private var ask: DNSStep? {
        let asked = plan.records.filter(\.isAsked)
        guard !asked.isEmpty else { return nil }
        return step(.ask, day: noon(-DNSSchedule.daysAhead), asked, ["product": plan.target])
    }

    private var prepare: DNSStep? {
        let records = open(.ahead)
        guard !records.isEmpty else { return nil }
        return step(.prepare, day: noon(-DNSSchedule.daysAhead), records)
    }

    private var dmarcInForce: DNSStep? {
        guard let policy = desk.policies.map(\.1).first(where: \.isInForce) else { return nil }
        let records = plan.records.filter { $0.purpose == .dmarc && $0.state == .ok }
        return step(.dmarcInForce, day: noon(-1), records, ["policy": policy.policy.rawValue])
    }

    /// RFC 8461 §3.1: senders compare the MX with a policy that they keep for weeks.
    private var mtaSTS: DNSStep? {
        let name = desk.absolute("_mta-sts")
        guard desk.texts(name).compactMap(DNSDesk.text).contains(where: { $0.hasPrefix("v=STSv1") }) else { return nil }
        let hosts = plan.records.filter { $0.purpose == .mx }.compactMap { record -> String? in
            guard case .mail(_, let host)? = record.wanted else { return nil }
            return host
        }
        var step = step(.mtaSTS, day: noon(-2), [], ["hosts": hosts.joined(separator: ", "), "name": name])
        step.records = [DNSQuestion(.txt, of: name)]
        return step
    }

    private var dnssec: DNSStep? {
        let zone = desk.live.zone ?? plan.domain
        guard !desk.live.records(.ds, zone).isEmpty || !desk.live.records(.dnskey, zone).isEmpty else { return nil }
        let isChained = !desk.live.records(.ds, zone).isEmpty
        var step = step(.dnssec, day: noon(-1), [], ["zone": zone])
        step.records = [DNSQuestion(isChained ? .ds : .dnskey, of: zone)]
        return step
    }

    /// What changes on the day and is kept for long: a day, and as long as it is kept now, ahead.
    private var lower: DNSStep? {
        let records = open(.cutover).filter { record in
            record.found.contains { $0.lifetime > DNSPlan.shortLifetime }
        }
        guard let longest = records.flatMap(\.found).map(\.lifetime).max() else { return nil }
        let days = 1 + (Int64(longest) + DNSSchedule.day - 1) / DNSSchedule.day
        let arguments = ["old": String(longest), "new": String(DNSPlan.shortLifetime)]
        // Too late for the full time: at once, and old answers live on for a while.
        let isLate = cutover.map { $0 / DNSSchedule.day - days < now / DNSSchedule.day } ?? false
        let late = isLate ? ["late": String(longest)] : [:]
        return step(.lowerLifetime, day: noon(-days), records, arguments.merging(late) { own, _ in own })
    }

    private var change: DNSStep? {
        let records = open(.cutover)
        guard !records.isEmpty else { return nil }
        return step(.cutover, day: noon(0), records, ["product": plan.target])
    }

    private var watch: DNSStep? {
        let hours = desk.records.hours ?? 48
        let days = Int64((hours + 23) / 24)
        return step(.watch, day: noon(days), plan.records.filter { $0.purpose == .mx }, ["hours": String(hours)])
    }

    private var clean: DNSStep? {
        let records = open(.afterwards)
        let includes = oldIncludes
        guard !records.isEmpty || !includes.isEmpty else { return nil }
        var arguments: [String: String] = [:]
        if !includes.isEmpty { arguments["terms"] = includes.joined(separator: " ") }
        return step(.clean, day: noon(DNSSchedule.daysAfter), records, arguments)
    }

    /// What the old provider's customers include, by the mail hosts of today.
    private var oldIncludes: [String] {
        let hosts = desk.live.records(.mx, plan.domain).compactMap { record -> String? in
            guard case .mail(_, let host) = record.value else { return nil }
            return host
        }
        let old = Set(hosts.compactMap { desk.catalogue.provider(mailHost: $0)?.dns.spf })
        guard case .text(let text)? = plan.records.first(where: { $0.purpose == .spf })?.wanted,
            let record = try? SPFRecord(text)
        else { return [] }
        return record.terms.filter { old.contains($0.value) && $0.value != desk.records.spf }.map(\.description)
    }

    private var raise: DNSStep? {
        step(
            .raiseLifetime,
            day: noon(DNSSchedule.daysAfter),
            plan.records.filter { $0.phase == .cutover && $0.wanted != nil },
            ["new": String(DNSPlan.lifetime)]
        )
    }

    private var tighten: DNSStep? {
        guard !desk.policies.contains(where: { $0.1.isInForce }) else { return nil }
        return step(.tightenDMARC, day: noon(DNSSchedule.daysOfReports), plan.records.filter { $0.purpose == .dmarc })
    }
}
