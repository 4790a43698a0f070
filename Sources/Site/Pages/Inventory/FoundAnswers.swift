import Catalogue
import HTTPServer
import MailCore
import Planning
import Store

/// Answers that nobody has to give, because the domain's records tell them; marked so that somebody confirms them.
enum FoundAnswers {
    /// How long somebody waits for it altogether; what comes later is not waited for.
    private static let seconds = 9.0

    /// Has the worker look at the domain that was answered, and fills in what it finds.
    ///
    /// - Returns: Whether the domain exists, as far as anybody could tell.
    static func look(_ answer: Answer, _ desk: ProjectDesk, _ visit: Visit) async throws -> Bool {
        guard case .text(let domain) = answer.value, let address = MailAddress("postmaster@\(domain)") else {
            return true
        }
        let visitor = [LimitSubject.visitor(visit.request.peer)]
        guard case .allowed = try await visit.store.attempt(.detect, by: visitor),
            case .allowed = try await visit.store.attempt(.survey, by: visitor)
        else { return true }
        let begun = visit.services.clock.now()
        let zone = WorkRequest.Zone(domain: domain, target: desk.plan.target ?? .ownServer)
        let (mailbox, records) = (
            try await visit.store.submit(.detect(address)), try await visit.store.survey([zone], of: desk.id)
        )
        var known: [Question.Finder: String] = [:]
        var exists = true
        if case .answered(.detected(let found)) = try await visit.store.answer(to: mailbox, within: seconds) {
            known[.provider] = found.provider
        }
        let left = max(0.1, seconds - (visit.services.clock.now() - begun))
        if case .answered(.zones(let zones)) = try await visit.store.answer(to: records, within: left) {
            exists = !zones.contains { $0.presence == .noSuchName }
            try await visit.store.keep(zones, of: desk.id)
            if let zone = zones.first { known.merge(FoundAnswers.known(zone, visit)) { first, _ in first } }
        }
        try await fill(known, desk, visit)
        return exists
    }

    private static func fill(_ known: [Question.Finder: String], _ desk: ProjectDesk, _ visit: Visit) async throws {
        guard let now = try await ProjectDesk.open(desk.id, visit) else { return }
        let filled = now.questionnaire.filled(now.answers, with: known)
        let names = now.answers.differences(to: filled)
        let new = Dictionary(uniqueKeysWithValues: names.compactMap { name in filled[name].map { (name, $0) } })
        guard !new.isEmpty else { return }
        try await visit.store.fill(new, of: desk.id, by: .umzug)
    }

    /// Who takes mail for the domain, who keeps its records, and who may send in its name.
    private static func known(_ zone: ZoneState, _ visit: Visit) -> [Question.Finder: String] {
        var known: [Question.Finder: String] = [:]
        let hosts = zone.records(.mx, zone.domain).compactMap { record -> (Int, String)? in
            if case .mail(let preference, let host) = record.value, !host.isEmpty { (preference, host) } else { nil }
        }
        known[.mx] = hosts.sorted { $0.0 < $1.0 }.map(\.1).joined(separator: ", ")
        known[.dnsHost] =
            visit.services.catalogue.dnsHost(nameServers: zone.nameServers)?.name
            ?? zone.nameServers.joined(separator: ", ")
        for record in zone.records(.txt, zone.domain) {
            if case .text(let text) = record.value, text.lowercased().hasPrefix("v=spf1") { known[.spf] = text }
        }
        return known.filter { !$0.value.isEmpty }
    }
}
