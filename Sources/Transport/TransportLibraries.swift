internal import CCares
internal import CCurl

/// The libraries that connections are made with, for reports of faults.
public enum TransportLibraries {
    /// Their names and versions, as they say themselves.
    public static var versions: [String] {
        let curl = curl_version().map { String(cString: $0) } ?? "libcurl"
        let ares = ares_version(nil).map { "c-ares/\(String(cString: $0))" } ?? "c-ares"
        return curl.split(separator: " ").map(String.init) + [ares]
    }
}
