import Catalogue
import MailCore

extension DNSDesk {
    /// The SPF part of a plan.
    struct SPFPart {
        var record: PlannedRecord
        var removed: [PlannedRecord]
        var lookups: SPFLookups
        var conflicts: [DNSConflict]
    }

    /// One record for everybody who sends: today's, the new product and those named (RFC 7208 §3.2).
    func spf(_ others: [String]) -> SPFPart {
        let today = texts(domain).filter { DNSDesk.text($0).map(SPFRecord.isSPF) ?? false }
        let told = given.compactMap { record in
            record.name == domain ? DNSDesk.text(record).flatMap { try? SPFRecord($0) } : nil
        }
        let senders = others.map { ($0, SPFRecord.sender($0)) }
        let adding =
            (records.spf.map { [SPFRecord.Term.include($0)] } ?? []) + told.flatMap(\.terms).filter { !$0.isAll }
        let all = adding + senders.compactMap(\.1)
        let wanted = SPFRecord.merging(today.compactMap(DNSDesk.parsed), adding: all, policy: policy(told))
        var part = SPFPart(
            record: planned(wanted, today, isAsked: all.isEmpty),
            removed: today.dropFirst().map(removed),
            lookups: SPFLookups(of: wanted, domain: domain, in: live),
            conflicts: spfConflicts(today)
        )
        part.conflicts += senders.filter { $0.1 == nil }.map { DNSConflict(.badSender, $0.0) }
        part.conflicts += DNSDesk.conflicts(of: part.lookups, domain)
        return part
    }

    private func policy(_ told: [SPFRecord]) -> SPFRecord.Qualifier {
        told.compactMap(\.policy).first ?? records.spfPolicy.flatMap { SPFRecord.Term($0)?.qualifier } ?? .softFail
    }

    /// Today's record, unless it says the same already in another order.
    private func planned(_ wanted: SPFRecord, _ today: [DNSRecord], isAsked: Bool) -> PlannedRecord {
        var record = PlannedRecord(
            .spf,
            .ahead,
            .missing,
            name: domain,
            kind: .txt,
            wanted: .text(wanted.description),
            found: Array(today.prefix(1))
        )
        if isAsked && today.isEmpty {
            record.wanted = nil
            record.state = .unknown
            record.notes = [Phrase("dns.note.ask-spf")]
        } else if !isAnswered(.txt, domain) {
            record.state = .unknown
            record.notes = [Phrase("dns.note.no-answer")]
        } else if let first = today.first {
            let old = DNSDesk.text(first).flatMap { try? SPFRecord($0) }
            let isSame = today.count == 1 && old.map { DNSDesk.isSame($0, wanted) } ?? false
            record.state = isSame ? .ok : .differs
            if isSame { record.wanted = first.value } else { record.notes = DNSDesk.notes(from: old, to: wanted) }
        }
        return record
    }

    /// Whether both let the same senders send and say the same of the rest.
    private static func isSame(_ old: SPFRecord, _ new: SPFRecord) -> Bool {
        Set(old.terms.map { $0.description.lowercased() }) == Set(new.terms.map { $0.description.lowercased() })
    }

    private static func notes(from old: SPFRecord?, to new: SPFRecord) -> [Phrase] {
        let had = Set((old?.terms ?? []).map { $0.description.lowercased() })
        let has = Set(new.terms.map { $0.description.lowercased() })
        let added = new.terms.map(\.description).filter { !had.contains($0.lowercased()) }
        let gone = (old?.terms ?? []).map(\.description).filter { !has.contains($0.lowercased()) }
        return (added.isEmpty ? [] : [Phrase("dns.note.spf-add", ["terms": added.joined(separator: " ")])])
            + (gone.isEmpty ? [] : [Phrase("dns.note.spf-drop", ["terms": gone.joined(separator: " ")])])
    }

    private func removed(_ record: DNSRecord) -> PlannedRecord {
        PlannedRecord(
            .spf,
            .ahead,
            .extra,
            name: domain,
            kind: .txt,
            found: [record],
            lifetime: record.lifetime,
            notes: [Phrase("dns.note.spf-merged")]
        )
    }

    private func spfConflicts(_ today: [DNSRecord]) -> [DNSConflict] {
        var found: [DNSConflict] = []
        if today.count > 1 {
            found.append(DNSConflict(.severalSPF, domain, isBlocking: true, ["count": String(today.count)]))
        }
        for text in today.compactMap(DNSDesk.text) {
            do throws(SPFRecord.Flaw) {
                if try SPFRecord(text).policy == .pass { found.append(DNSConflict(.openSPF, domain)) }
            } catch {
                found.append(DNSConflict(.malformedSPF, domain, isBlocking: true, ["word": DNSDesk.word(error)]))
            }
        }
        return found
    }

    private static func word(_ flaw: SPFRecord.Flaw) -> String {
        switch flaw {
        case .noVersion: "v=spf1"
        case .badTerm(let word), .repeated(let word): word
        }
    }

    private static func conflicts(of lookups: SPFLookups, _ domain: String) -> [DNSConflict] {
        lookups.flaws.map { flaw in
            switch flaw {
            case .tooMany:
                DNSConflict(.tooManyLookups, domain, isBlocking: true, ["count": String(lookups.lookups)])
            case .tooManyVoid:
                DNSConflict(.tooManyVoidLookups, domain, isBlocking: true, ["count": String(lookups.voids)])
            case .noRecord(let name), .several(let name), .malformed(let name), .circle(let name):
                DNSConflict(.brokenInclude, name, isBlocking: true)
            }
        }
    }

    private static func parsed(_ record: DNSRecord) -> SPFRecord? { text(record).map(SPFRecord.salvage) }

    static func text(_ record: DNSRecord) -> String? {
        guard case .text(let text) = record.value else { return nil }
        return text
    }
}
