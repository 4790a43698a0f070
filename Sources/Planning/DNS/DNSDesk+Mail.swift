import Catalogue
import MailCore

extension DNSDesk {
    /// The policy for mail that proves nothing: kept as it is, or begun with looking on (RFC 7489).
    var dmarc: [PlannedRecord] {
        let name = absolute("_dmarc")
        let start = DNSRecord.Value.text(DMARCRecord.start(domain))
        var record = PlannedRecord(.dmarc, .ahead, .missing, name: name, kind: .txt, wanted: start)
        guard isAnswered(.txt, name) else {
            record.state = .unknown
            record.notes = [Phrase("dns.note.no-answer")]
            return [record]
        }
        let reports = Phrase("dns.note.dmarc-reports", ["address": DMARCRecord.postmaster(domain)])
        let sorted = policies.sorted { DNSDesk.strictness($0.1) > DNSDesk.strictness($1.1) }
        let today = sorted.map(\.0)
        if let (kept, policy) = sorted.first {
            record.wanted = kept.value
            record.found = [kept]
            record.state = .ok
            if policy.reports == nil { record.notes = [Phrase("dns.note.dmarc-silent")] }
        } else if let broken = texts(name).first {
            record.found = [broken]
            record.state = .differs
            record.notes = [DNSDesk.difference(broken, .txt, start), reports]
        } else {
            record.notes = [reports]
        }
        return [record]
            + today.dropFirst().map { extra in
                PlannedRecord(
                    .dmarc,
                    .ahead,
                    .extra,
                    name: name,
                    kind: .txt,
                    found: [extra],
                    lifetime: extra.lifetime,
                    notes: [Phrase("dns.note.one-dmarc")]
                )
            }
    }

    /// Today's records of DMARC that receivers can read.
    var policies: [(DNSRecord, DMARCRecord)] {
        texts(absolute("_dmarc")).compactMap { record in
            DNSDesk.text(record).flatMap { DMARCRecord($0) }.map { (record, $0) }
        }
    }

    private static func strictness(_ record: DMARCRecord) -> Int {
        switch record.policy {
        case .none: 0
        case .quarantine: 1
        case .reject: 2
        }
    }

    /// The mail hosts: each wanted one beside what is there, then what is there without being wanted.
    var mail: [PlannedRecord] {
        let told = given.filter { $0.kind == .mx && $0.name == domain }
        let dashed = domain.split(separator: ".").joined(separator: "-")
        let product = records.mx.map { mx -> DNSRecord.Value in
            .mail(preference: mx.preference, host: mx.host.replacing("{dashed}", with: dashed))
        }
        let wanted = told.isEmpty ? product : told.map(\.value)
        guard !wanted.isEmpty else { return [mailAsked] }
        guard isAnswered(.mx, domain) else {
            return wanted.map {
                PlannedRecord(
                    .mx,
                    .cutover,
                    .unknown,
                    name: domain,
                    kind: .mx,
                    wanted: $0,
                    notes: [Phrase("dns.note.no-answer")]
                )
            }
        }
        return paired(wanted)
    }

    /// The mail host that only the manager knows.
    private var mailAsked: PlannedRecord {
        PlannedRecord(
            .mx,
            .cutover,
            .unknown,
            name: domain,
            kind: .mx,
            found: found(.mx, domain),
            notes: [Phrase("dns.note.ask-mx")]
        )
    }

    /// A second mail host or key is told like the first one.
    var further: [PlannedRecord] {
        let isTold = (mail: given.contains { $0.kind == .mx && $0.name == domain }, key: given.contains(where: isKey))
        let asked = records.asked
        let hosts = isTold.mail && asked.contains { $0.purpose == .mx } ? [mailAsked] : []
        return hosts + (isTold.key ? asked.filter { $0.purpose == .dkim }.map(keyAsked) : [])
    }

    private func paired(_ wanted: [DNSRecord.Value]) -> [PlannedRecord] {
        var rest = found(.mx, domain).filter { !wanted.contains($0.value) }
        let all = found(.mx, domain)
        var records: [PlannedRecord] = []
        for value in wanted {
            var record = PlannedRecord(.mx, .cutover, .missing, name: domain, kind: .mx, wanted: value)
            if let same = all.first(where: { $0.value == value }) {
                record.state = .ok
                record.found = [same]
            } else if let place = rest.firstIndex(where: { DNSDesk.host($0.value) == DNSDesk.host(value) })
                ?? rest.indices.first
            {
                let other = rest.remove(at: place)
                record.state = .differs
                record.found = [other]
                record.notes = [DNSDesk.difference(other, .mx, value)]
            }
            records.append(record)
        }
        return records
            + rest.map { record in
                PlannedRecord(
                    .mx,
                    .cutover,
                    .extra,
                    name: domain,
                    kind: record.kind,
                    found: [record],
                    lifetime: record.lifetime,
                    notes: [Phrase("dns.note.old-mx")]
                )
            }
    }

    private static func host(_ value: DNSRecord.Value) -> String? {
        guard case .mail(_, let host) = value else { return nil }
        return host
    }
}
