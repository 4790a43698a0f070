import HTTPServer
import MailCore
import Planning
import Store

/// Answers that nobody has to give, because the domain's records tell them; marked so that somebody confirms them.
enum FoundAnswers {
    /// How long somebody waits for it; what comes later is not waited for.
    private static let seconds = 8.0

    /// Has the worker look at the domain that was answered, and fills in what it finds.
    static func look(_ answer: Answer, _ desk: ProjectDesk, _ visit: Visit) async throws {
        guard case .text(let domain) = answer.value, let address = MailAddress("postmaster@\(domain)") else { return }
        guard case .allowed = try await visit.store.attempt(.detect, by: [.visitor(visit.request.peer)]) else { return }
        let request = try await visit.store.submit(.detect(address))
        guard case .answered(.detected(let found)) = try await visit.store.answer(to: request, within: seconds) else {
            return
        }
        guard let now = try await ProjectDesk.open(desk.id, visit) else { return }
        let known = FoundAnswers.known(found)
        let filled = now.questionnaire.filled(now.answers, with: known)
        let names = now.answers.differences(to: filled)
        let new = Dictionary(uniqueKeysWithValues: names.compactMap { name in filled[name].map { (name, $0) } })
        guard !new.isEmpty else { return }
        try await visit.store.fill(new, of: desk.id, by: .umzug)
    }

    private static func known(_ found: DetectedAccount) -> [Question.Finder: String] {
        var known: [Question.Finder: String] = [:]
        if let provider = found.provider { known[.provider] = provider }
        return known
    }
}
