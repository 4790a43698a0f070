import MailCore

extension HTTPExchange {
    /// An answer, and where it redirects to.
    struct Reached {
        var response: HTTPResponse
        var next: String?
    }

    /// Follows redirects one at a time, so that each host is looked up by our own resolver.
    func performInSteps(_ attempt: Attempt, _ kept: KeptHandles) -> Result<HTTPResponse, Problem> {
        let deadline = Monotonic.now + limits.seconds
        var exchange = step(request, origin, seconds: limits.seconds)
        for _ in 0...limits.redirects {
            let reached: Reached
            switch exchange.performOnce(attempt, kept) {
            case .success(let value): reached = value
            case .failure(let problem): return .failure(problem)
            }
            guard let next = reached.next else { return .success(reached.response) }
            do {
                let request = try redirected(exchange.request, to: next, reached.response.status)
                exchange = step(request, try Origin(url: next), seconds: deadline - Monotonic.now)
            } catch {
                return .failure(error)
            }
            guard exchange.limits.seconds > 0 else {
                return .failure(Failure(host: origin.host, port: origin.port).silent("redirected for too long"))
            }
        }
        let failure = Failure(host: exchange.origin.host, port: exchange.origin.port)
        return .failure(
            failure.make(.protocolViolation, .stop, .provider, "more than \(limits.redirects) redirects")
        )
    }

    private func step(_ request: HTTPRequest, _ origin: Origin, seconds: Double) -> HTTPExchange {
        let limits = HTTPClient.Limits(bodyBytes: limits.bodyBytes, redirects: 0, seconds: seconds)
        return HTTPExchange(request: request, origin: origin, limits: limits, settings: settings)
    }

    /// The request as it goes to the next URL: a login stays with the first host, 303 asks for another resource.
    private func redirected(_ request: HTTPRequest, to url: String, _ status: Int) throws(Problem) -> HTTPRequest {
        let next = try Origin(url: url)
        guard url.lowercased().hasPrefix("https:") || !self.request.url.lowercased().hasPrefix("https:") else {
            throw Failure(host: next.host, port: next.port)
                .make(.tlsRequired, .stop, .provider, "a redirect from https to http")
        }
        var request = request
        request.url = url
        if status == 303, request.method != "HEAD" {
            request.method = "GET"
            request.body = []
        }
        if next != origin {
            request.fields.removeAll { ["authorization", "cookie"].contains($0.name.lowercased()) }
        }
        return request
    }
}
