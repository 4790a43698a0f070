import CCurl
import Glibc
import MailCore

/// A libcurl easy handle with what its options point to.
///
/// libcurl allows one call at a time on a handle, from any thread: who holds the handle sees to that.
final class EasyHandle: @unchecked Sendable {
    let curl: UnsafeMutableRawPointer
    private let message: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var isCleanedUp = false
    private(set) var attempt = Attempt(egress: .unrestricted)

    init() throws(Problem) {
        guard CurlGlobal.isReady, let curl = curl_easy_init() else {
            throw Problem(
                .noAnswer,
                reaction: .retry(afterSeconds: nil),
                fixer: .operator,
                detail: "libcurl gives no handle"
            )
        }
        self.curl = curl
        message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit { cleanUp() }

    /// Closes the connections; nothing may be asked of the handle afterwards.
    func cleanUp() {
        guard !isCleanedUp else { return }
        isCleanedUp = true
        curl_easy_cleanup(curl)
        for list in lists { curl_slist_free_all(list) }
        message.deallocate()
    }

    /// Sets what all our connections have in common: verification, authorities, proxy, egress, no signals.
    func prepare(_ settings: TransportSettings, attempt: Attempt) {
        curl_easy_reset(curl)
        for list in lists { curl_slist_free_all(list) }
        lists = []
        message[0] = 0
        set(CURLOPT_NOSIGNAL, 1)
        _ = easy_set_pointer(curl, CURLOPT_ERRORBUFFER, message)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(settings.connectTimeout * 1000))
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_PROXY, settings.proxy ?? "")
        set(CURLOPT_HTTPPROXYTUNNEL, 1)
        set(CURLOPT_CONNECT_TO, list: settings.connectTo)
        settings.authorities.install(on: self, besides: settings.caFile)
        self.attempt = attempt
        attempt.install(on: curl)
    }

    func set(_ option: CURLoption, _ value: Int) { _ = easy_set_long(curl, option, value) }

    func set(_ option: CURLoption, _ text: String?) {
        if let text {
            _ = easy_set_text(curl, option, text)
        } else {
            _ = easy_set_text(curl, option, nil)
        }
    }

    func set(_ option: CURLoption, list texts: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts { list = curl_slist_append(list, text) ?? list }
        guard let list else { return }
        lists.append(list)
        _ = easy_set_pointer(curl, option, list)
    }

    /// Carries out what was set; blocks.
    func perform() -> CURLcode { curl_easy_perform(curl) }

    /// The connection's socket.
    var socket: Int32 {
        var socket: curl_socket_t = -1
        return easy_get_socket(curl, &socket) == CURLE_OK ? socket : -1
    }

    /// libcurl's words for the last failure.
    var failureText: String { String(cString: message) }

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return easy_get_long(curl, info, &value) == CURLE_OK ? value : 0
    }

    func text(_ info: CURLINFO) -> String {
        var value: UnsafePointer<CChar>?
        guard easy_get_text(curl, info, &value) == CURLE_OK, let value else { return "" }
        return String(cString: value)
    }
}
