import CCurl
import MailCore

extension SMTPServer {
    /// A server that takes longer than this for the whole of a mail is given up.
    static let seconds = 120

    /// Sets what every conversation with the server has in common.
    func prepare(_ handle: EasyHandle, _ settings: TransportSettings, _ attempt: Attempt) {
        handle.prepare(settings, attempt: attempt)
        let scheme = security == .tls ? "smtps" : "smtp"
        let name = host.contains(":") ? "[\(host)]" : host
        handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        handle.set(CURLOPT_URL, "\(scheme)://\(name):\(port)/\(greeting)")
        handle.set(
            CURLOPT_USE_SSL,
            Int(security == .opportunistic ? CURLUSESSL_TRY.rawValue : CURLUSESSL_ALL.rawValue)
        )
        handle.set(CURLOPT_TIMEOUT_MS, SMTPServer.seconds * 1000)
        handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Int(settings.idleTimeout))
        guard let user else { return }
        handle.set(CURLOPT_USERNAME, user)
        handle.set(CURLOPT_PASSWORD, password?.exposed ?? "")
    }

    /// What a failure means; `said` is the server's refusal.
    func problem(_ code: CURLcode, _ handle: EasyHandle, _ said: String) -> Problem {
        let failure = Failure(host: host, port: port)
        let reply = handle.number(CURLINFO_RESPONSE_CODE)
        switch code {
        case CURLE_LOGIN_DENIED:
            // The operator's own login: mails wait until it is mended.
            return failure.make(.loginRefused, .retry(afterSeconds: nil), .operator, said)
        case CURLE_USE_SSL_FAILED:
            return failure.make(.tlsRequired, .retry(afterSeconds: nil), .operator, said)
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED:
            if (400..<500).contains(reply) {
                return failure.make(.unavailable, .retry(afterSeconds: nil), .provider, said)
            }
            if (500..<600).contains(reply), handle.failureText.hasPrefix("MAIL failed") {
                // It is the sender that is not wanted, of this mail and of all others: the operator's to mend.
                return failure.make(.messageRefused, .retry(afterSeconds: nil), .operator, said)
            }
            if (500..<600).contains(reply) {
                return failure.make(.messageRefused, .stop, .provider, said)
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

/// The last answer that refuses something: libcurl's own message tells no more than its number.
final class ReplyLines {
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
