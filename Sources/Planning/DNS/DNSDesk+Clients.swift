import Catalogue
import MailCore

extension DNSDesk {
    /// Where mail programs find their settings: what the product has there, and others' pointers to be removed.
    var clients: [PlannedRecord] {
        let aliases = records.cname.sorted { $0.key < $1.key }.map { label, host in
            single(DNSDesk.purpose(label), .cutover, .cname, absolute(label), .name(host))
        }
        let services = records.srv.map { service in
            let place = DNSRecord.ServiceLocation(port: service.port, host: service.host)
            return single(DNSDesk.purpose(service.name), .cutover, .srv, absolute(service.name), .service(place))
        }
        let asked = records.asked.filter { $0.purpose == .autodiscover }.map(pointer)
        let wanted = Set((aliases + services + asked).map { DNSQuestion($0.kind, of: $0.name) })
        return aliases + services + asked + leftovers(wanted)
    }

    private static func purpose(_ label: String) -> PlannedRecord.Purpose {
        switch label {
        case "autoconfig": .autoconfig
        case "autodiscover", "_autodiscover._tcp": .autodiscover
        default: .service
        }
    }

    /// A pointer whose number only the manager knows: one of the right form is right.
    private func pointer(_ asked: Provider.Records.Asked) -> PlannedRecord {
        let name = absolute(asked.name)
        if let told = given.first(where: { $0.name == name && $0.kind == asked.type }) {
            return single(.autodiscover, .cutover, asked.type, name, told.value)
        }
        let there = found(asked.type, name)
        var record = PlannedRecord(.autodiscover, .cutover, .unknown, name: name, kind: asked.type, found: there)
        if there.count == 1, let form = asked.leadsTo, DNSDesk.leads(there[0].value, to: form) {
            record.state = .ok
            record.wanted = there[0].value
        } else {
            record.notes = [Phrase("dns.note.ask-autodiscover", ["form": asked.leadsTo ?? "", "product": target.name])]
        }
        return record
    }

    private static func leads(_ value: DNSRecord.Value, to form: String) -> Bool {
        let host: String
        switch value {
        case .service(let place): host = place.host
        case .name(let name): host = name
        default: return false
        }
        let parts = form.split(separator: "{n}", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return host == form }
        guard host.hasPrefix(parts[0]), host.hasSuffix(parts[1]) else { return false }
        let middle = host.dropFirst(parts[0].count).dropLast(parts[1].count)
        return !middle.isEmpty && middle.allSatisfy(\.isNumber)
    }

    /// Pointers to another provider that the catalogue knows: programs would follow them to the old mailbox.
    private func leftovers(_ wanted: Set<DNSQuestion>) -> [PlannedRecord] {
        let names: [(String, DNSRecord.Kind)] = [
            ("autoconfig", .cname), ("autodiscover", .cname), ("_autodiscover._tcp", .srv), ("_imaps._tcp", .srv),
            ("_submission._tcp", .srv), ("_submissions._tcp", .srv),
        ]
        return names.flatMap { label, kind -> [PlannedRecord] in
            let name = absolute(label)
            guard !wanted.contains(DNSQuestion(kind, of: name)) else { return [] }
            return live.records(kind, name).filter(isForeign).map { record in
                PlannedRecord(
                    DNSDesk.purpose(label),
                    .cutover,
                    .extra,
                    name: name,
                    kind: kind,
                    found: [record],
                    lifetime: record.lifetime,
                    notes: [Phrase("dns.note.old-pointer", ["value": record.value.plain])]
                )
            }
        }
    }

    private func isForeign(_ record: DNSRecord) -> Bool {
        let host: String
        switch record.value {
        case .name(let name): host = name
        case .service(let place): host = place.host
        default: return false
        }
        let match =
            catalogue.provider(autodiscover: [host]) ?? catalogue.provider(autoconfig: [host])
            ?? catalogue.provider(server: host)
        return match.map { $0.provider.id != target.providerID } ?? false
    }
}
