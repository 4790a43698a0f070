import CCurl
import MailCore

/// Asks a mail server whether it would take mails of ours, without sending one.
struct SMTPLook: Sendable {
    let server: SMTPServer
    let settings: TransportSettings
    let sender: String

    /// Connects, logs in and names the sender; then the connection ends, so nothing is sent.
    func perform(_ attempt: Attempt) -> Result<Void, Problem> {
        do throws(Problem) {
            let handle = try EasyHandle()
            defer { handle.cleanUp() }
            let replies = ReplyLines()
            server.prepare(handle, settings, attempt)
            handle.set(CURLOPT_CUSTOMREQUEST, "MAIL FROM:<\(sender)>")
            // The answer would go to standard output.
            handle.set(CURLOPT_NOBODY, 1)
            replies.install(on: handle)
            let code = handle.perform()
            withExtendedLifetime(replies) {}
            return code == CURLE_OK ? .success(()) : .failure(server.problem(code, handle, replies.last))
        } catch {
            return .failure(error)
        }
    }
}
