import Logging
import MailCore
import Store

extension Worker {
    /// Sends what is due in the outbox, several at a time.
    func takeMails() async throws {
        guard let send = logins.services.send else { return }
        while mailsInHand < settings.mailConcurrency, let mail = try await store.takeMail(id) {
            mailsInHand += 1
            Task {
                await trying("mail") { try await deliver(mail, send) }
                mailsInHand -= 1
            }
        }
    }

    private func deliver(
        _ mail: OutgoingMail,
        _ send: @Sendable (OutgoingMail) async throws(Problem) -> Void
    ) async throws {
        do throws(Problem) {
            try await send(mail)
        } catch {
            return try await noteFailed(mail, error)
        }
        log.info("mail sent", metadata: ["id": "\(mail.about)", "kind": "\(mail.kind.rawValue)"])
        await noteSent(mail)
    }

    private func noteFailed(_ mail: OutgoingMail, _ problem: Problem) async throws {
        let again = retryTime(mail, problem)
        log.warning(
            again == nil ? "mail given up" : "mail not sent",
            metadata: ["id": "\(mail.about)", "kind": "\(mail.kind.rawValue)", "code": "\(problem.code)"]
        )
        try await store.mailFailed(mail, problem, retryAt: again)
    }

    /// What was sent must not be sent again only because the database was busy for a moment.
    private func noteSent(_ mail: OutgoingMail) async {
        for attempt in 1...5 {
            do {
                return try await store.mailSent(mail)
            } catch {
                log.error("a sent mail could not be noted", metadata: ["attempt": "\(attempt)", "error": "\(error)"])
                await clock.sleep(Double(attempt))
            }
        }
    }

    /// When to try again: 1, 2, 4… minutes later, up to hours; nil once it is of no use.
    private func retryTime(_ mail: OutgoingMail, _ problem: Problem) -> Int64? {
        guard problem.isTransient else { return nil }
        let delay = min(settings.mailLongestDelay, settings.mailDelay * Double(1 << min(mail.attempts - 1, 20)))
        let again = clock.now() + delay
        return again > Double(mail.created) + settings.mailPatience ? nil : Int64(again.rounded(.up))
    }
}
