import Catalogue
import MailCore

extension DNSDesk {
    /// What does not go together, or does not work already today.
    var conflicts: [DNSConflict] { atApex + wildcards + atNames + servers }

    /// What the domain itself cannot be: an alias (RFC 1034 §3.6.2), or one without mail (RFC 7505).
    private var atApex: [DNSConflict] {
        var found: [DNSConflict] = []
        if let alias = live.alias(domain) {
            found.append(DNSConflict(.aliasAtApex, domain, isBlocking: true, ["value": alias.value.plain]))
        }
        for record in live.records(.mx, domain) {
            guard case .mail(_, let host) = record.value else { continue }
            if host.isEmpty { found.append(DNSConflict(.nullMX, domain)) }
            // RFC 2181 §10.3
            if live.alias(host) != nil { found.append(DNSConflict(.mailHostIsAlias, host)) }
        }
        return found
    }

    /// RFC 4592: a wildcard answers for every name that has no record of its own.
    private var wildcards: [DNSConflict] {
        let name = "\(DNSDesk.probe).\(domain)"
        let kinds: [DNSRecord.Kind] = [.cname, .mx, .txt, .a].filter { !live.records($0, name).isEmpty }
        guard !kinds.isEmpty else { return [] }
        return [DNSConflict(.wildcard, "*.\(domain)", ["types": kinds.map(\.rawValue).joined(separator: ", ")])]
    }

    private var atNames: [DNSConflict] {
        var found: [DNSConflict] = []
        if policies.count > 1 {
            found.append(DNSConflict(.severalDMARC, absolute("_dmarc"), ["count": String(policies.count)]))
        }
        let keys = absolute("_domainkey")
        if !live.records(.ns, keys).isEmpty, !isHostTarget {
            let servers = live.records(.ns, keys).map(\.value.plain).sorted().joined(separator: ", ")
            found.append(DNSConflict(.delegatedKeys, keys, isBlocking: true, ["servers": servers]))
        }
        for label in records.cname.keys.sorted() where live.alias(absolute(label)) == nil {
            let others = [DNSRecord.Kind.a, .aaaa].filter { !live.records($0, absolute(label)).isEmpty }
            guard !others.isEmpty else { continue }
            let types = others.map(\.rawValue).joined(separator: ", ")
            found.append(DNSConflict(.aliasBeside, absolute(label), ["types": types]))
        }
        return found
    }

    /// Servers that do not answer, answer for another zone, or say different things.
    private var servers: [DNSConflict] {
        var found: [DNSConflict] = []
        for voice in live.voices where voice.role == .authoritative {
            switch voice.fault {
            case .lame: found.append(DNSConflict(.serverLame, voice.name))
            case .silent, .failing, .unresolved, .forbidden: found.append(DNSConflict(.serverSilent, voice.name))
            case nil: break
            }
        }
        let roles = Dictionary(live.voices.map { ($0.name, $0.role) }) { first, _ in first }
        let dissent = live.replies.values.filter { !$0.dissent.isEmpty }
        let names = dissent.flatMap { reply in
            reply.dissent.keys.map {
                (roles[$0] ?? .resolver, $0, "\(reply.question.kind.rawValue) \(reply.question.name)")
            }
        }
        for role in [ZoneState.Voice.Role.authoritative, .resolver] {
            let own = names.filter { $0.0 == role }
            for voice in Set(own.map(\.1)).sorted() {
                let what = own.filter { $0.1 == voice }.map(\.2).sorted().joined(separator: ", ")
                let code: DNSConflict.Code = role == .authoritative ? .serversDisagree : .resolverBehind
                found.append(DNSConflict(code, voice.isEmpty ? "system" : voice, ["records": what]))
            }
        }
        return found
    }
}
