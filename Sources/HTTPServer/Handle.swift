internal import CMicrohttpd

/// The library's connection, and whether it is suspended.
///
/// Held under the lock of whoever suspends it, so that there is exactly one resume for each suspend, and none once the
/// library has let go of the connection.
struct Handle: @unchecked Sendable {
    private let raw: OpaquePointer
    private(set) var isSuspended = false

    init(_ raw: OpaquePointer) { self.raw = raw }

    /// Leaves the connection alone until ``resume()``; only to be called from one of its callbacks.
    mutating func suspend() {
        guard !isSuspended else { return }
        isSuspended = true
        MHD_suspend_connection(raw)
    }

    /// Lets the library go on with the connection, if it was suspended.
    mutating func resume() {
        guard isSuspended else { return }
        isSuspended = false
        MHD_resume_connection(raw)
    }
}
