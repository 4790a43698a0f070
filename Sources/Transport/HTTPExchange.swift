import CCurl
import MailCore

/// One request and its answer, carried out by a handle.
struct HTTPExchange: Sendable {
    let request: HTTPRequest
    let origin: Origin
    let limits: HTTPClient.Limits
    let settings: TransportSettings

    /// Refuses what would end a line of the header early.
    func check() throws(Problem) {
        let lines = [request.method] + request.fields.flatMap { [$0.name, $0.value] }
        let isClean = lines.allSatisfy { line in
            line.utf8.allSatisfy { $0 >= 32 && $0 != 127 || $0 == UInt8(ascii: "\t") }
        }
        let names = [request.method] + request.fields.map(\.name)
        guard isClean, names.allSatisfy({ !$0.isEmpty && !$0.contains(" ") && !$0.contains(":") }) else {
            throw Failure(host: origin.host, port: origin.port)
                .make(.usage, .stop, .operator, "a header field has characters that cannot be sent")
        }
    }

    /// Blocks until the answer is complete.
    func perform(_ attempt: Attempt, _ kept: KeptHandles) -> Result<HTTPResponse, Problem> {
        // libcurl would ask the system's resolver for the host of a redirect.
        guard settings.resolver != nil, limits.redirects > 0 else {
            return performOnce(attempt, kept).map(\.response)
        }
        return performInSteps(attempt, kept)
    }

    /// The same without us: redirects are libcurl's, as far as the limits let it follow them.
    func performOnce(_ attempt: Attempt, _ kept: KeptHandles) -> Result<Reached, Problem> {
        let began = Monotonic.now
        do {
            let handle = try kept.take()
            handle.prepare(settings, attempt: attempt)
            prepare(handle)
            handle.set(CURLOPT_RESOLVE, list: try settings.pins(for: origin))
            let answer = HTTPAnswer(limit: limits.bodyBytes)
            answer.install(on: handle.curl)
            let code = request.body.withUnsafeBytes { body in
                attach(body, handle)
                return attempt.isAborted ? CURLE_ABORTED_BY_CALLBACK : handle.perform()
            }
            guard code == CURLE_OK else {
                return .failure(problem(code, handle, answer, seconds: Monotonic.now - began))
            }
            let response = HTTPResponse(
                status: handle.number(CURLINFO_RESPONSE_CODE),
                fields: answer.fields,
                body: answer.body,
                url: handle.text(CURLINFO_EFFECTIVE_URL)
            )
            let next = handle.text(CURLINFO_REDIRECT_URL)
            kept.keep(handle)
            return .success(Reached(response: response, next: next.isEmpty ? nil : next))
        } catch {
            return .failure(error)
        }
    }

    private func prepare(_ handle: EasyHandle) {
        handle.set(CURLOPT_URL, request.url)
        handle.set(CURLOPT_REDIR_PROTOCOLS_STR, request.url.lowercased().hasPrefix("https:") ? "https" : "http,https")
        handle.set(CURLOPT_FOLLOWLOCATION, limits.redirects > 0 ? 1 : 0)
        handle.set(CURLOPT_MAXREDIRS, limits.redirects)
        // 301 and 302 keep method and body, which PROPFIND and REPORT need.
        handle.set(CURLOPT_POSTREDIR, Int(CURL_REDIR_POST_301 | CURL_REDIR_POST_302))
        handle.set(CURLOPT_TIMEOUT_MS, Int(limits.seconds * 1000))
        handle.set(CURLOPT_LOW_SPEED_LIMIT, 1)
        handle.set(CURLOPT_LOW_SPEED_TIME, Int(settings.idleTimeout.rounded(.up)))
        handle.set(CURLOPT_ACCEPT_ENCODING, "")
        handle.set(CURLOPT_HTTPHEADER, list: headerLines)
    }

    /// An empty `Expect` keeps libcurl from waiting for a 100; an empty `Content-Type` from inventing one.
    private var headerLines: [String] {
        var lines = request.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        lines.append("Expect:")
        if !request.fields.contains(where: { $0.name.lowercased() == "content-type" }) { lines.append("Content-Type:") }
        return lines
    }

    private func attach(_ body: UnsafeRawBufferPointer, _ handle: EasyHandle) {
        switch request.method {
        case "GET" where body.isEmpty: return handle.set(CURLOPT_HTTPGET, 1)
        case "HEAD": return handle.set(CURLOPT_NOBODY, 1)
        default: break
        }
        if !body.isEmpty || request.method == "POST" || request.method == "PUT" {
            handle.set(CURLOPT_POST, 1)
            _ = easy_set_size(handle.curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            // An empty body still needs an address, or libcurl would read standard input.
            if let start = body.baseAddress, !body.isEmpty {
                _ = easy_set_pointer(handle.curl, CURLOPT_POSTFIELDS, start)
            } else {
                _ = easy_set_text(handle.curl, CURLOPT_COPYPOSTFIELDS, "")
            }
        }
        if request.method != "POST" { handle.set(CURLOPT_CUSTOMREQUEST, request.method) }
    }

    private func problem(_ code: CURLcode, _ handle: EasyHandle, _ answer: HTTPAnswer, seconds: Double) -> Problem {
        let reached = (try? Origin(url: handle.text(CURLINFO_EFFECTIVE_URL))) ?? origin
        let failure = Failure(host: reached.host, port: reached.port)
        switch code {
        case CURLE_WRITE_ERROR where answer.isOverLimit:
            let limit = ["limit": String(limits.bodyBytes)]
            return failure.make(.protocolViolation, .stop, .provider, "the answer is over the limit", limit)
        case CURLE_TOO_MANY_REDIRECTS:
            return failure.make(.protocolViolation, .stop, .provider, handle.failureText)
        case CURLE_UNSUPPORTED_PROTOCOL:
            return failure.make(.tlsRequired, .stop, .provider, handle.failureText)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR:
            return failure.make(.protocolViolation, .stop, .provider, handle.failureText)
        default: return failure.problem(code, handle, seconds: seconds)
        }
    }
}
