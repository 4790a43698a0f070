import ArgumentParser
import MailCore
import Settings
import Transport

extension Findings {
    /// Whether the operator's mail server lets us in and takes the sender; nothing is sent.
    var mails: Finding {
        get async {
            do {
                guard let settings = try mail.settings else {
                    return Finding(name: "smtp", ok: true, detail: "no mail server is set: no mails to customers")
                }
                let transport = TransportSettings(caFile: file.text(.caFile))
                let client = settings.client(transport, allowPlaintext: file.flag(.plaintextOK) == true)
                try await client.look(from: settings.sender.address)
                return Finding(name: "smtp", ok: true, detail: Findings.words(for: settings))
            } catch let problem as Problem {
                return Finding(name: "smtp", ok: false, detail: Sentences.sentence(problem))
            } catch let error as ValidationError {
                return Finding(name: "smtp", ok: false, detail: error.message)
            } catch {
                return Finding(name: "smtp", ok: false, detail: "\(error)")
            }
        }
    }

    private static func words(for settings: MailSettings) -> String {
        let server = "\(settings.server.host):\(settings.server.port)"
        let login = settings.server.user.map { " lets \($0) in and" } ?? ""
        return "\(server)\(login) takes mails from \(settings.sender.address)"
    }
}
