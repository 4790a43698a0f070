import CCurl
import CLinux

/// libcurl's and OpenSSL's process-wide state.
enum CurlGlobal {
    /// Sets it up, once; later calls cost nothing.
    static let isReady: Bool = {
        // Connections are opened on other threads than they are used on. With a heap for each thread, what is free in one
        // serves no other: 50 mailboxes at once took 7 MB more, and nothing was faster.
        _ = mallopt(M_ARENA_MAX, 2)
        return curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
    }()
}
