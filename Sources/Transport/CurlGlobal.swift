import CCurl

/// libcurl's and OpenSSL's process-wide state.
enum CurlGlobal {
    /// Sets it up, once; later calls cost nothing.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
}
