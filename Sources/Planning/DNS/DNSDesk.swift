import Catalogue
import MailCore

/// What the parts of a plan are made from.
struct DNSDesk {
    let domain: String
    let target: DNSTarget
    let live: ZoneState
    let given: [DNSRecord]
    /// Whether the zone is with the target's provider, who makes some records by himself.
    let isHostTarget: Bool
    let catalogue: Catalogue

    var records: Provider.Records { target.records }

    /// A name relative to the domain with it.
    func absolute(_ label: String) -> String { label == "@" || label.isEmpty ? domain : "\(label).\(domain)" }

    /// Whether an answer is there at all: without one nothing can be said.
    func isAnswered(_ kind: DNSRecord.Kind, _ name: String) -> Bool { live[kind, name]?.answer != nil }

    /// The texts at a name, those behind an alias included.
    func texts(_ name: String) -> [DNSRecord] { live[.txt, name]?.answer?.records ?? [] }

    /// What is there, alias or not, when a record of that kind is looked for.
    func found(_ kind: DNSRecord.Kind, _ name: String) -> [DNSRecord] {
        let own = live.records(kind, name)
        return own.isEmpty ? live.records(.cname, name) : own
    }

    /// Everything that could be asked for, as it is.
    var today: [DNSRecord] {
        let own = live.replies.values.flatMap { reply in
            (reply.answer?.records ?? []).filter { $0.name == reply.question.name && isInside($0.name) }
        }
        let kept = own.filter { ZoneFile.kinds.contains($0.kind) && !$0.name.hasPrefix(DNSDesk.probe) }
        return Array(Set(kept)).sorted { DNSDesk.order($0) < DNSDesk.order($1) }
    }

    private func isInside(_ name: String) -> Bool { name == domain || name.hasSuffix(".\(domain)") }

    private static func order(_ record: DNSRecord) -> String {
        let labels = record.name.split(separator: ".").reversed().joined(separator: " ")
        return "\(labels)\t\(record.kind.rawValue)\t\(record.value.plain)"
    }

    /// A name that nobody has: what it has all the same comes from a wildcard (RFC 4592).
    static let probe = "umzug-no-such-name"
}
