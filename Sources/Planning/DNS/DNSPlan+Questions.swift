public import Catalogue
public import MailCore

extension DNSPlan {
    /// What has to be asked for a plan; what was answered already leads to further questions, so that this is called
    /// until nothing new comes.
    public static func questions(
        for domain: String,
        target: DNSTarget,
        otherSenders: [String] = [],
        given: [DNSRecord] = [],
        seen: ZoneState,
        catalogue: Catalogue = Catalogue()
    ) -> [DNSQuestion] {
        let desk = DNSDesk(
            domain: domain,
            target: target,
            live: seen,
            given: given,
            isHostTarget: false,
            catalogue: catalogue
        )
        var questions = fixed(desk) + given.map { DNSQuestion($0.kind, of: $0.name) }
        let hosts = seen.records(.mx, domain).compactMap { record -> DNSQuestion? in
            guard case .mail(_, let host) = record.value, !host.isEmpty else { return nil }
            return DNSQuestion(.cname, of: host)
        }
        questions += hosts
        if case .text(let text)? = desk.spf(otherSenders).record.wanted, let record = try? SPFRecord(text) {
            questions += SPFLookups.questions(for: record, domain: domain, in: seen)
        }
        var known: Set<DNSQuestion> = []
        return questions.filter { known.insert($0).inserted && seen[$0.kind, $0.name] == nil }
    }

    private static func fixed(_ desk: DNSDesk) -> [DNSQuestion] {
        let zone = desk.live.zone ?? desk.domain
        var questions = [DNSRecord.Kind.mx, .txt, .ns, .cname, .a, .aaaa].map { DNSQuestion($0, of: desk.domain) }
        questions += [DNSQuestion(.ds, of: zone), DNSQuestion(.dnskey, of: zone)]
        questions += ["_dmarc", "_mta-sts", "_smtp._tls"].map { DNSQuestion(.txt, of: desk.absolute($0)) }
        questions.append(DNSQuestion(.ns, of: desk.absolute("_domainkey")))
        let aliases = Set(desk.records.cname.keys).union(["autoconfig", "autodiscover"]).sorted()
        for label in aliases { questions += both(desk.absolute(label), [.cname, .a, .aaaa]) }
        let services = Set(desk.records.srv.map(\.name)).union([
            "_autodiscover._tcp", "_imaps._tcp", "_imap._tcp", "_pop3s._tcp", "_submission._tcp", "_submissions._tcp",
            "_caldavs._tcp", "_carddavs._tcp",
        ])
        questions += services.sorted().map { DNSQuestion(.srv, of: desk.absolute($0)) }
        for selector in DNSDesk.selectors(desk.catalogue) {
            questions += both(desk.absolute("\(selector)._domainkey"), [.cname, .txt])
        }
        for asked in desk.records.asked where !asked.name.contains("{") {
            questions.append(DNSQuestion(asked.type, of: desk.absolute(asked.name)))
        }
        return questions + both("\(DNSDesk.probe).\(desk.domain)", [.cname, .mx, .txt, .a])
    }

    private static func both(_ name: String, _ kinds: [DNSRecord.Kind]) -> [DNSQuestion] {
        kinds.map { DNSQuestion($0, of: name) }
    }
}
