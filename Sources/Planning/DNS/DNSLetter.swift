public import MailCore

/// What the customer sends to whoever keeps the zone: the records, the order, the way back.
public struct DNSLetter: Hashable, Codable, Sendable {
    /// A line.
    public enum Line: Hashable, Codable, Sendable {
        /// A sentence in the reader's language.
        case phrase(Phrase)
        /// To be copied as it is.
        case verbatim(String)
        /// Nothing.
        case blank
    }

    /// What it is about.
    public var subject: Phrase
    /// The text.
    public var lines: [Line]

    /// The letter for a plan; `link` leads to a live check.
    public init(_ plan: DNSPlan, link: String? = nil) {
        subject = Phrase("dns.letter.subject", ["domain": plan.domain])
        lines = [.phrase(Phrase("dns.letter.greeting")), .blank]
        lines.append(.phrase(Phrase("dns.letter.intro", ["domain": plan.domain, "product": plan.target])))
        for phase in PlannedRecord.Phase.allCases { lines += DNSLetter.part(phase, of: plan) }
        lines += [.blank, .phrase(Phrase("dns.letter.order"))]
        lines += plan.steps.map { .phrase($0.phrase) }
        if !plan.today.isEmpty {
            lines += [.blank, .phrase(Phrase("dns.letter.way-back"))]
            lines += plan.today.filter { $0.kind != .ns }.map { .verbatim(ZoneFile.line($0)) }
        }
        if let link { lines += [.blank, .phrase(Phrase("dns.letter.check", ["link": link]))] }
        lines += [.blank, .phrase(Phrase("dns.letter.thanks"))]
    }

    private static func part(_ phase: PlannedRecord.Phase, of plan: DNSPlan) -> [Line] {
        let records = plan.records.filter { $0.phase == phase }
        let set = records.filter { [.missing, .differs].contains($0.state) }
        let removed = records.filter { $0.state == .extra || $0.state == .differs }
        let asked = records.filter(\.isAsked)
        guard !(set + removed + asked).isEmpty else { return [] }
        var lines: [Line] = [.blank, .phrase(Phrase("dns.letter.\(phase.rawValue)"))]
        if !removed.isEmpty { lines.append(.phrase(Phrase("dns.letter.remove"))) }
        lines += removed.flatMap(\.found).map { .verbatim(ZoneFile.line($0)) }
        if !set.isEmpty { lines.append(.phrase(Phrase("dns.letter.set"))) }
        lines += set.compactMap { record in
            record.wanted.map { value in
                let seconds = phase == .cutover ? DNSPlan.shortLifetime : record.lifetime
                let own = DNSRecord(name: record.name, kind: record.kind, value: value, lifetime: seconds)
                return .verbatim(ZoneFile.line(own))
            }
        }
        if !asked.isEmpty { lines.append(.phrase(Phrase("dns.letter.to-follow"))) }
        return lines + asked.map { .verbatim("\($0.name). \($0.kind.rawValue)") }
    }
}
