import MIME
import MailCore
import Site
import Store
import Texts
import Transport

/// Writes the mails of the outbox and hands them to the operator's server.
struct Postbox: Sendable {
    private let settings: MailSettings
    private let letters: Letters
    private let client: SMTPClient

    /// - Throws: Where templates or locales cannot be read.
    init(_ settings: MailSettings, brand: Brand, contact: String, caFile: String?, allowPlaintext: Bool) async throws {
        self.settings = settings
        letters = try await Letters(
            templates: Resources.templates,
            publicURL: settings.publicURL,
            brand: brand,
            contact: contact
        )
        client = settings.client(TransportSettings(caFile: caFile), allowPlaintext: allowPlaintext)
    }

    func send(_ mail: OutgoingMail) async throws(Problem) {
        try await client.send(try message(mail).octets, from: settings.sender.address, to: mail.recipient)
    }

    private func message(_ mail: OutgoingMail) throws(Problem) -> OutgoingMessage {
        let letter: Letter
        do {
            letter = try letters.write(mail)
        } catch {
            throw Problem(.crashed, reaction: .retry(afterSeconds: nil), fixer: .operator, detail: "\(error)")
        }
        return OutgoingMessage(
            sender: .init(name: settings.sender.name, address: settings.sender.address),
            recipient: mail.recipient,
            subject: letter.subject,
            date: mail.created,
            messageID: "\(mail.id)@\(settings.publicHost)",
            language: letter.language,
            text: letter.text,
            html: letter.html
        )
    }
}
