import MailCore
import Transport

/// Calls a zone's name servers: which of them answer for it, and with which version (RFC 1034 §4.3.5).
struct NameServerRoll: Sendable {
    /// A name server, and how to ask it where it may be asked.
    struct Entry: Sendable {
        var voice: ZoneState.Voice
        var server: ZoneVoice?
    }

    /// More name servers than that are not asked.
    private static let limit = 8

    let zone: String
    let base: ZoneVoice
    let settings: ZoneSurvey.Settings
    let clock: Deadline

    /// All of them at once, in their order.
    func call(_ names: [String]) async -> [Entry] {
        let names = Array(names.prefix(NameServerRoll.limit))
        return await withTaskGroup(of: (Int, Entry).self) { group in
            for (index, name) in names.enumerated() { group.addTask { (index, await entry(name)) } }
            var found = [Entry?](repeating: nil, count: names.count)
            for await (index, entry) in group { found[index] = entry }
            return found.compactMap { $0 }
        }
    }

    private func entry(_ name: String) async -> Entry {
        var voice = ZoneState.Voice(name: name, role: .authoritative)
        guard let address = await address(of: name) else {
            voice.fault = .unresolved
            return Entry(voice: voice)
        }
        guard isAllowed(address) else {
            voice.fault = .forbidden
            return Entry(voice: voice)
        }
        let place = address.isIPv6 ? "[\(address)]:\(settings.port)" : "\(address):\(settings.port)"
        let server = ZoneVoice(name: name, server: place, clock: clock)
        switch await server.ask(DNSQuestion(.soa, of: zone), following: false) {
        case .failure(let problem): voice.fault = ZoneVoice.fault(problem)
        case .success(let answer):
            voice.serial = NameServerRoll.serial(answer)
            if voice.serial == nil || !answer.isAuthoritative { voice.fault = .lame }
        }
        return Entry(voice: voice, server: server)
    }

    private func address(of name: String) async -> IPAddress? {
        for kind in [DNSRecord.Kind.a, .aaaa] {
            if case .success(let answer) = await base.ask(DNSQuestion(kind, of: name)),
                let address = answer.addresses.lazy.compactMap({ IPAddress($0) }).first
            {
                return address
            }
        }
        return nil
    }

    /// A zone's owner writes any address into it: only public ones are asked for strangers.
    private func isAllowed(_ address: IPAddress) -> Bool {
        let policy = settings.policy
        guard policy.isRestricted else { return true }
        return policy.networks.contains { $0.contains(address) } || (address.isPublic && settings.port == 53)
    }

    private static func serial(_ answer: DNSAnswer) -> Int? {
        guard case .start(_, let serial)? = answer.records.first?.value else { return nil }
        return serial
    }
}
