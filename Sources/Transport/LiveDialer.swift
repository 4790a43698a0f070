import CCurl
public import MailCore

extension Dialer {
    /// A dialer over libcurl.
    ///
    /// Certificates are always verified; cancelling the task ends the attempt.
    public static func live(_ settings: TransportSettings = TransportSettings()) -> Dialer {
        // OpenSSL takes milliseconds to set itself up: begin now.
        LiveDialer.threads.submit { _ = CurlGlobal.isReady }
        return Dialer { endpoint in
            try await LiveDialer(settings: settings).dial(endpoint)
        }
    }
}

/// Opens connections with libcurl, which resolves, connects, encrypts and verifies, and says nothing by itself.
struct LiveDialer: Sendable {
    /// A server that never answers holds a thread for as long as ``TransportSettings/connectTimeout``.
    static let threads = BlockingThreads(limit: 64)

    let settings: TransportSettings

    func dial(_ endpoint: Endpoint) async throws(Problem) -> Dialer.Connection {
        let origin = Origin(host: endpoint.host, port: endpoint.port)
        try settings.checkProxy(for: origin)
        let url = try origin.url(endpoint.security == .tls ? "https" : "http")
        let attempt = Attempt(egress: settings.egress)
        let promise = Promise<Result<EasyHandle, Problem>>()
        let settings = settings
        LiveDialer.threads.submit {
            promise.settle(LiveDialer.connect(url, origin, attempt, settings))
        }
        let result = await withTaskCancellationHandler {
            await promise.value()
        } onCancel: {
            attempt.abort()
            promise.settle(.failure(Failure(host: origin.host, port: origin.port).lost("called off")))
        }
        let handle = try result.get()
        let peer = handle.text(CURLINFO_PRIMARY_IP)
        let stream = CurlStream(handle, origin: origin, peer: peer, settings: settings)
        // Behind a proxy the address is the proxy's, which says nothing of the server.
        let isProxied = settings.proxy?.isEmpty == false
        return Dialer.Connection(stream: stream, peer: isProxied ? "" : peer)
    }

    /// Encrypts the connection whose socket the attempt adopts; blocks.
    static func upgrade(
        _ attempt: Attempt,
        to origin: Origin,
        peer: String,
        _ settings: TransportSettings
    ) -> Result<EasyHandle, Problem> {
        var direct = settings
        direct.proxy = nil
        direct.resolver = nil
        // Whatever the name, the address is the peer's, so that nothing is resolved; the name is still verified.
        direct.connectTo = [peer.contains(":") ? "::[\(peer)]:\(origin.port)" : "::\(peer):\(origin.port)"]
        do {
            return connect(try origin.url("https"), origin, attempt, direct)
        } catch {
            return .failure(error)
        }
    }

    /// Resolves, connects and, for `https`, encrypts; blocks.
    private static func connect(
        _ url: String,
        _ origin: Origin,
        _ attempt: Attempt,
        _ settings: TransportSettings
    ) -> Result<EasyHandle, Problem> {
        let began = Monotonic.now
        do {
            let handle = try EasyHandle()
            handle.prepare(settings, attempt: attempt)
            handle.set(CURLOPT_URL, url)
            handle.set(CURLOPT_CONNECT_ONLY, 1)
            // Only here, where we read until nothing is left: libcurl's own transfers wait for what was read ahead already.
            _ = easy_set_read_ahead(handle.curl, 32 << 10)
            handle.set(CURLOPT_SSL_ENABLE_ALPN, 0)
            handle.set(CURLOPT_RESOLVE, list: try settings.pins(for: origin))
            let code = attempt.isAborted ? CURLE_ABORTED_BY_CALLBACK : handle.perform()
            if code == CURLE_OK { return .success(handle) }
            let failure = Failure(host: origin.host, port: origin.port)
            return .failure(failure.problem(code, handle, seconds: Monotonic.now - began, isSingle: true))
        } catch {
            return .failure(error)
        }
    }
}
