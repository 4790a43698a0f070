import CCurl
import Glibc
import MailCore

/// Turns libcurl's outcome into a ``Problem``.
struct Failure {
    /// The host that was asked for.
    let host: String
    /// Its port.
    let port: Int

    /// What went wrong; with `isSingle` there was one host only, and of its addresses one that may be tried and refuses
    /// tells more than one that may not.
    func problem(_ code: CURLcode, _ handle: EasyHandle, seconds: Double = 0, isSingle: Bool = false) -> Problem {
        let text = handle.failureText.isEmpty ? String(cString: curl_easy_strerror(code)) : handle.failureText
        if handle.attempt.isAborted { return lost("called off") }
        if let forbidden = handle.attempt.forbidden, !isSingle || handle.attempt.isForbidden {
            return make(.addressForbidden, .stop, .operator, "\(forbidden) may not be connected to")
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            let isTemporary = Resolution.isTemporary(host, afterSeconds: seconds)
            return make(.hostNotFound, isTemporary ? .retry(afterSeconds: nil) : .stop, .you, text)
        case CURLE_COULDNT_RESOLVE_PROXY: return make(.hostNotFound, .stop, .operator, text)
        case CURLE_COULDNT_CONNECT: return notConnected(text, handle.number(CURLINFO_OS_ERRNO))
        case CURLE_PROXY: return make(.connectionRefused, .stop, .operator, text)
        case CURLE_OPERATION_TIMEDOUT: return silent(text)
        case CURLE_PEER_FAILED_VERIFICATION: return unverified(text, handle.number(CURLINFO_SSL_VERIFYRESULT))
        case CURLE_SSL_CONNECT_ERROR: return handshake(text)
        case CURLE_SSL_CACERT_BADFILE:
            return make(.usage, .stop, .operator, "the file of authorities cannot be used: \(text)")
        case CURLE_URL_MALFORMAT: return make(.usage, .stop, .you, text)
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE: return broken(text)
        default: return make(.tlsFailed, .stop, .provider, text)
        }
    }

    /// The connection broke, or was closed by us.
    func lost(_ text: String) -> Problem { make(.connectionLost, .retry(afterSeconds: nil), .provider, text) }

    /// Nothing came in time.
    func silent(_ text: String) -> Problem { make(.noAnswer, .retry(afterSeconds: nil), .provider, text) }

    func make(
        _ code: Problem.Code,
        _ reaction: Problem.Reaction,
        _ fixer: Problem.Fixer,
        _ text: String,
        _ more: [String: String] = [:]
    ) -> Problem {
        let arguments = ["host": host, "port": String(port)].merging(more) { $1 }
        return Problem(code, arguments, reaction: reaction, fixer: fixer, detail: text)
    }

    private func notConnected(_ text: String, _ error: Int) -> Problem {
        switch Int32(error) {
        case ECONNREFUSED: make(.connectionRefused, .stop, .you, text)
        default: silent(text)  // ETIMEDOUT, EHOSTUNREACH, ENETUNREACH: nobody there answered
        }
    }

    /// X509_V_ERR numbers of `<openssl/x509_vfy.h>`.
    private func unverified(_ text: String, _ result: Int) -> Problem {
        switch result {
        case 9, 10: return make(.tlsExpired, .stop, .provider, text)  // not yet valid, has expired
        case 62, 64: return make(.tlsWrongName, .stop, .you, text)  // host name, IP address mismatch
        default:
            let isName = text.contains("subject name") || text.contains("does not match")
            return isName ? make(.tlsWrongName, .stop, .you, text) : make(.tlsUntrusted, .stop, .provider, text)
        }
    }

    private func handshake(_ text: String) -> Problem {
        let plainAnswers = ["wrong version number", "unknown protocol", "packet length too long", "http request"]
        if plainAnswers.contains(where: text.contains) {
            return make(.noMailServer, .stop, .you, text, ["expected": "tls"])
        }
        let breaks = [
            "SSL_ERROR_SYSCALL", "unexpected eof", "Connection reset", "Broken pipe", "SSL_ERROR_ZERO_RETURN",
        ]
        return breaks.contains(where: text.contains) ? lost(text) : make(.tlsFailed, .stop, .provider, text)
    }

    private func broken(_ text: String) -> Problem {
        let isProxy = text.contains("from proxy after CONNECT") || text.contains("CONNECT tunnel failed")
        return isProxy ? make(.connectionRefused, .stop, .operator, text) : lost(text)
    }
}
