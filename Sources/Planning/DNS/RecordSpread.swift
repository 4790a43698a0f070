public import MailCore

/// What resolvers elsewhere say of a record: how far a change has come.
public struct RecordSpread: Hashable, Codable, Sendable {
    /// A resolver that says something else than the zone's own servers.
    public struct Other: Hashable, Codable, Sendable {
        /// Its address; empty for the one that the system uses.
        public var resolver: String
        /// What it says; nothing where it knows no such record.
        public var values: [String]
    }

    /// How many resolvers answered.
    public var asked: Int
    /// Those that say something else.
    public var others: [Other]

    /// It in words, for a record of that state; nothing where there is nothing to compare.
    public func phrases(_ state: PlannedRecord.State) -> [Phrase] {
        let counts = ["n": String(others.count), "all": String(asked)]
        guard !others.isEmpty else {
            return asked > 1 && state == .ok ? [Phrase("dns.spread.done", counts)] : []
        }
        let head = Phrase(state == .ok ? "dns.spread.old" : "dns.spread.other", counts)
        return [head] + others.map(RecordSpread.phrase)
    }

    private static func phrase(_ other: Other) -> Phrase {
        let usual = ":53"
        let isUsual = other.resolver.hasSuffix(usual)
        let name = isUsual ? String(other.resolver.dropLast(usual.count)) : other.resolver
        let arguments = ["name": name.isEmpty ? "system" : name]
        guard !other.values.isEmpty else { return Phrase("dns.spread.nothing", arguments) }
        let values = other.values.joined(separator: ", ")
        return Phrase("dns.spread.says", arguments.merging(["values": values]) { $1 })
    }
}

extension DNSDesk {
    /// The record with what resolvers say of it; the same where none answered, or where its name is not known.
    func spread(_ record: PlannedRecord) -> PlannedRecord {
        guard let reply = live[record.kind, record.name], let answer = reply.answer else { return record }
        let heard = live.voices.filter { voice in
            voice.role == .resolver && voice.fault == nil && reply.silent?.contains(voice.name) != true
        }
        guard !heard.isEmpty else { return record }
        let own = DNSDesk.values(answer, for: record)
        let others = heard.compactMap { voice -> RecordSpread.Other? in
            guard let theirs = reply.dissent[voice.name].map({ DNSDesk.values($0, for: record) }), theirs != own else {
                return nil
            }
            return RecordSpread.Other(resolver: voice.name, values: theirs.map(\.plain).sorted())
        }
        var record = record
        record.spread = RecordSpread(asked: heard.count, others: others)
        return record
    }

    /// The values that matter: texts of other purposes live beside each other at a name.
    private static func values(_ answer: DNSAnswer, for record: PlannedRecord) -> Set<DNSRecord.Value> {
        let values = Set(answer.records.map(\.value))
        switch record.purpose {
        case .spf:
            return values.filter { value in
                if case .text(let text) = value { SPFRecord.isSPF(text) } else { false }
            }
        case .ownership: return values.filter { $0 == record.wanted }
        case .dkim, .dmarc, .mx, .autoconfig, .autodiscover, .service: return values
        }
    }
}

extension DNSPlan {
    /// A text with a part that the manager tells, as people read it: `{selector}` between angles.
    public static func shown(_ text: String) -> String {
        text.contains("{") ? text.replacing("{", with: "‹").replacing("}", with: "›") : text
    }
}
