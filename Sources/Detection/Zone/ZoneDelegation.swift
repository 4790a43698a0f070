import MailCore

/// Finds the zone that a domain is in, and its name servers.
struct ZoneDelegation: Sendable {
    let base: ZoneVoice

    /// A state that tells whether there is such a domain, and who keeps it.
    func find(_ domain: String) async -> ZoneState {
        async let start = base.ask(DNSQuestion(.soa, of: domain))
        let zones = await nameServers(ZoneDelegation.candidates(domain))
        var state = ZoneState(domain: domain)
        switch await start {
        case .success(let answer) where !answer.nameExists:
            state.presence = .noSuchName
        case .failure(let problem) where zones.allSatisfy({ $0.servers == nil }):
            state.presence = .unknown
            state.trouble = problem
            state.voices = [.init(name: base.name, role: .resolver, fault: ZoneVoice.fault(problem))]
        case .success, .failure:
            let zone = zones.first { $0.servers?.isEmpty == false }
            state.zone = zone?.name ?? domain
            state.nameServers = (zone?.servers ?? []).sorted()
        }
        return state
    }

    /// The domain and its parents, but for the last label: a zone's own name servers are asked for by name.
    private static func candidates(_ domain: String) -> [String] {
        let labels = domain.split(separator: ".")
        let most = max(1, min(labels.count - 1, 4))
        return (0..<most).map { labels[$0...].joined(separator: ".") }
    }

    private func nameServers(_ zones: [String]) async -> [(name: String, servers: [String]?)] {
        await withTaskGroup(of: (Int, [String]?).self) { group in
            for (index, zone) in zones.enumerated() {
                group.addTask {
                    guard case .success(let answer) = await base.ask(DNSQuestion(.ns, of: zone)) else {
                        return (index, nil)
                    }
                    return (index, answer.records.filter { $0.name == zone }.compactMap(ZoneDelegation.name))
                }
            }
            var found = zones.map { (name: $0, servers: [String]?.none) }
            for await (index, servers) in group { found[index].servers = servers }
            return found
        }
    }

    private static func name(_ record: DNSRecord) -> String? {
        guard case .name(let name) = record.value, !name.isEmpty else { return nil }
        return name
    }
}
