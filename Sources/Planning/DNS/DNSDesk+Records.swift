import Catalogue
import MailCore

extension DNSDesk {
    /// A record that is the only one of its type at its name.
    func single(
        _ purpose: PlannedRecord.Purpose,
        _ phase: PlannedRecord.Phase,
        _ kind: DNSRecord.Kind,
        _ name: String,
        _ wanted: DNSRecord.Value
    ) -> PlannedRecord {
        var record = PlannedRecord(purpose, phase, .unknown, name: name, kind: kind, wanted: wanted)
        guard isAnswered(kind, name) else {
            record.notes = [Phrase("dns.note.no-answer")]
            return record
        }
        record.found = occupants(kind, name)
        let values = record.found.map(\.value)
        if record.found.isEmpty {
            record.state = .missing
        } else if values == [wanted] {
            record.state = .ok
        } else {
            record.state = .differs
            record.notes = record.found.map { DNSDesk.difference($0, kind, wanted) }
        }
        return record
    }

    /// What must go or change for a record of that type: beside an alias there is nothing else (RFC 1034 §3.6.2).
    private func occupants(_ kind: DNSRecord.Kind, _ name: String) -> [DNSRecord] {
        let own = found(kind, name)
        guard kind == .cname, own.isEmpty else { return own }
        return [.a, .aaaa, .txt, .mx].flatMap { live.records($0, name) }
    }

    /// What is different, in words.
    static func difference(_ found: DNSRecord, _ kind: DNSRecord.Kind, _ wanted: DNSRecord.Value) -> Phrase {
        if found.kind != kind {
            return Phrase(
                "dns.note.other-type",
                ["found": found.kind.rawValue, "value": found.value.plain, "wanted": kind.rawValue]
            )
        }
        if case .mail(let old, let oldHost) = found.value, case .mail(let new, let newHost) = wanted, oldHost == newHost
        {
            return Phrase("dns.note.preference", ["found": String(old), "wanted": String(new)])
        }
        return Phrase("dns.note.instead", ["found": found.value.plain, "wanted": wanted.plain])
    }

    /// Keys of signatures: those that the manager told, those that are asked for, and those of others to be removed.
    var keys: [PlannedRecord] {
        let told = given.filter(isKey)
        let own = told.map { single(.dkim, .ahead, $0.kind, $0.name, $0.value) }
        let asked = records.asked.filter { $0.purpose == .dkim }
        let open = told.isEmpty ? asked.map(keyAsked) : []
        return own + open + oldKeys(told.map(\.name))
    }

    /// Whether it is a key of signatures (RFC 6376 §3.6.2.1).
    func isKey(_ record: DNSRecord) -> Bool { record.name.contains("_domainkey") }

    func keyAsked(_ asked: Provider.Records.Asked) -> PlannedRecord {
        let name = absolute(asked.name)
        let isMade = asked.isAutomaticAtProvider && isHostTarget
        // A name without an unknown part can be looked at: something that leads there is right.
        if !asked.name.contains("{"), let record = found(asked.type, name).first {
            let note = Phrase("dns.note.compare-with-manager")
            return PlannedRecord(.dkim, .ahead, .unknown, name: name, kind: asked.type, found: [record], notes: [note])
        }
        let note = Phrase(isMade ? "dns.note.automatic" : "dns.note.ask-dkim", ["product": target.name])
        let place = isMade ? [:] : asked.place
        return PlannedRecord(.dkim, .ahead, .unknown, name: name, kind: asked.type, notes: [note], place: place)
    }

    /// Keys of other providers' customers; what is signed with them is still read for some days.
    private func oldKeys(_ told: [String]) -> [PlannedRecord] {
        DNSDesk.selectors(catalogue).filter { !records.selectors.contains($0) }.compactMap { selector in
            let name = absolute("\(selector)._domainkey")
            guard !told.contains(name), let old = (live.records(.cname, name) + live.records(.txt, name)).first else {
                return nil
            }
            let note = Phrase("dns.note.after-old", ["name": name])
            return PlannedRecord(
                .dkim,
                .afterwards,
                .extra,
                name: name,
                kind: old.kind,
                found: [old],
                lifetime: old.lifetime,
                notes: [note]
            )
        }
    }

    /// All selectors that providers are known to use.
    static func selectors(_ catalogue: Catalogue) -> [String] {
        Array(Set(catalogue.providers.flatMap(\.dns.selectors))).sorted()
    }

    /// Proofs of ownership: those that were told, or the question for them.
    var ownership: [PlannedRecord] {
        let asked = records.asked.filter { $0.purpose == .ownership }
        guard !asked.isEmpty else { return [] }
        let told = given.filter { isOwnership($0) }
        guard told.isEmpty else { return told.map(proof) }
        return asked.map { asked in
            let note = Phrase("dns.note.ask-ownership", ["product": target.name])
            return PlannedRecord(
                .ownership,
                .ahead,
                .unknown,
                name: absolute(asked.name),
                kind: asked.type,
                notes: [note],
                place: asked.place
            )
        }
    }

    private func isOwnership(_ record: DNSRecord) -> Bool {
        if case .text(let text) = record.value, SPFRecord.isSPF(text) { return false }
        let isClient = records.cname.keys.contains { absolute($0) == record.name } || record.kind == .srv
        return [.txt, .cname].contains(record.kind) && !isKey(record) && !isClient
    }

    /// Texts at the domain itself live side by side: others there are no difference.
    private func proof(_ record: DNSRecord) -> PlannedRecord {
        guard record.kind == .txt else { return single(.ownership, .ahead, record.kind, record.name, record.value) }
        let isThere = texts(record.name).contains { $0.value == record.value }
        let state: PlannedRecord.State = isThere ? .ok : isAnswered(.txt, record.name) ? .missing : .unknown
        let found = isThere ? texts(record.name).filter { $0.value == record.value } : []
        return PlannedRecord(
            .ownership,
            .ahead,
            state,
            name: record.name,
            kind: .txt,
            wanted: record.value,
            found: found
        )
    }
}
