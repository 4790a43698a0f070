import CCurl
import MailCore

/// One mail handed over, on the thread that it is performed on.
struct SMTPExchange: Sendable {
    let server: SMTPServer
    let settings: TransportSettings
    let sender: String
    let recipient: String
    let message: [UInt8]

    func perform(_ attempt: Attempt) -> Result<Void, Problem> {
        do throws(Problem) {
            let handle = try EasyHandle()
            defer { handle.cleanUp() }
            let body = MailBody(message)
            let replies = ReplyLines()
            prepare(handle, attempt)
            body.install(on: handle)
            replies.install(on: handle)
            let code = handle.perform()
            withExtendedLifetime((body, replies)) {}
            return code == CURLE_OK ? .success(()) : .failure(server.problem(code, handle, replies.last))
        } catch {
            return .failure(error)
        }
    }

    private func prepare(_ handle: EasyHandle, _ attempt: Attempt) {
        server.prepare(handle, settings, attempt)
        handle.set(CURLOPT_MAIL_FROM, "<\(sender)>")
        handle.set(CURLOPT_MAIL_RCPT, list: ["<\(recipient)>"])
        _ = easy_set_size(handle.curl, CURLOPT_INFILESIZE_LARGE, curl_off_t(message.count))
    }
}

/// What libcurl reads the message from.
private final class MailBody {
    private let octets: [UInt8]
    private var sent = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    func install(on handle: EasyHandle) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = easy_set_upload(
            handle.curl,
            { buffer, size, count, context in
                guard let buffer, let context else { return 0 }
                return Unmanaged<MailBody>.fromOpaque(context).takeUnretainedValue().read(into: buffer, size * count)
            },
            context
        )
    }

    private func read(into buffer: UnsafeMutablePointer<CChar>, _ room: Int) -> Int {
        let count = min(room, octets.count - sent)
        octets.withUnsafeBytes { bytes in
            guard count > 0, let start = bytes.baseAddress else { return }
            UnsafeMutableRawPointer(buffer).copyMemory(from: start + sent, byteCount: count)
        }
        sent += count
        return count
    }
}
