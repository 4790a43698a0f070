import CCurl
import MailCore

/// One mail handed over, on the thread that it is performed on.
struct SMTPExchange: Sendable {
    /// A server that takes longer than this for the whole of a mail is given up.
    static let seconds = 120

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
            return code == CURLE_OK ? .success(()) : .failure(problem(code, handle, replies))
        } catch {
            return .failure(error)
        }
    }

    private func prepare(_ handle: EasyHandle, _ attempt: Attempt) {
        handle.prepare(settings, attempt: attempt)
        let scheme = server.security == .tls ? "smtps" : "smtp"
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        handle.set(CURLOPT_URL, "\(scheme)://\(host):\(server.port)/\(server.greeting)")
        handle.set(
            CURLOPT_USE_SSL,
            Int(server.security == .opportunistic ? CURLUSESSL_TRY.rawValue : CURLUSESSL_ALL.rawValue)
        )
        handle.set(CURLOPT_TIMEOUT_MS, SMTPExchange.seconds * 1000)
        handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Int(settings.idleTimeout))
        handle.set(CURLOPT_MAIL_FROM, "<\(sender)>")
        handle.set(CURLOPT_MAIL_RCPT, list: ["<\(recipient)>"])
        _ = easy_set_size(handle.curl, CURLOPT_INFILESIZE_LARGE, curl_off_t(message.count))
        guard let user = server.user else { return }
        handle.set(CURLOPT_USERNAME, user)
        handle.set(CURLOPT_PASSWORD, server.password?.exposed ?? "")
    }

    private func problem(_ code: CURLcode, _ handle: EasyHandle, _ replies: ReplyLines) -> Problem {
        let failure = Failure(host: server.host, port: server.port)
        let reply = handle.number(CURLINFO_RESPONSE_CODE)
        switch code {
        case CURLE_LOGIN_DENIED:
            // The operator's own login: mails wait until it is mended.
            return failure.make(.loginRefused, .retry(afterSeconds: nil), .operator, replies.last)
        case CURLE_USE_SSL_FAILED:
            return failure.make(.tlsRequired, .retry(afterSeconds: nil), .operator, replies.last)
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED:
            if (400..<500).contains(reply) {
                return failure.make(.unavailable, .retry(afterSeconds: nil), .provider, replies.last)
            }
            if (500..<600).contains(reply) {
                return failure.make(.messageRefused, .stop, .provider, replies.last)
            }
            return failure.lost(handle.failureText)
        default:
            var problem = failure.problem(code, handle)
            problem.reaction = .retry(afterSeconds: nil)
            problem.fixer = .operator
            return problem
        }
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

/// The last answer that refuses something: libcurl's own message tells no more than its number.
private final class ReplyLines {
    private(set) var last = ""

    func install(on handle: EasyHandle) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = easy_set_header(
            handle.curl,
            { buffer, size, count, context in
                guard let buffer, let context else { return 0 }
                let bytes = UnsafeRawBufferPointer(start: buffer, count: size * count)
                guard bytes.first == UInt8(ascii: "4") || bytes.first == UInt8(ascii: "5") else { return size * count }
                let line = String(decoding: bytes.prefix(500), as: UTF8.self).prefix { !$0.isNewline }
                Unmanaged<ReplyLines>.fromOpaque(context).takeUnretainedValue().last = String(line)
                return size * count
            },
            context
        )
    }
}
