internal import CMicrohttpd

extension Server {
    /// The library under the server and its version, for reports of faults.
    public static var library: String { "libmicrohttpd/\(MHD_get_version().map { String(cString: $0) } ?? "")" }
}
