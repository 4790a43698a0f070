import CCurl
import MailCore

/// The host and port that somebody asked for.
struct Origin: Hashable, Sendable {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// The host and port of an `http` or `https` URL without a user name.
    init(url: String) throws(Problem) {
        let parsed = curl_url()
        defer { curl_url_cleanup(parsed) }
        func part(_ part: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(parsed, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else {
                return nil
            }
            defer { curl_free(text) }
            return String(cString: text)
        }
        guard curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = part(CURLUPART_SCHEME), scheme == "https" || scheme == "http",
            let host = part(CURLUPART_HOST), let port = part(CURLUPART_PORT).flatMap({ Int($0) }),
            part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil
        else {
            // The URL itself may hold a password.
            throw Problem(.usage, reaction: .stop, fixer: .you, detail: "no http or https URL without a user name")
        }
        self.init(host: host, port: port)
    }

    /// The URL that makes libcurl connect here.
    func url(_ scheme: String) throws(Problem) -> String {
        guard (1...65_535).contains(port), IPAddress(host) != nil || isName else {
            throw Failure(host: host, port: port).make(.hostNotFound, .stop, .you, "no host name")
        }
        return host.contains(":") ? "\(scheme)://[\(host)]:\(port)/" : "\(scheme)://\(host):\(port)/"
    }

    /// Letters of any script, digits, hyphens and dots: nothing that means something in a URL.
    private var isName: Bool {
        guard let first = host.unicodeScalars.first, first != "-", first != ".", host.utf8.count <= 255 else {
            return false
        }
        return host.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_": true
            default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            }
        }
    }
}
