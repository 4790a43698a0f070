internal import CMicrohttpd
internal import Glibc

/// What the library is told at its start.
struct DaemonOptions {
    /// PEM texts, which the library reads for as long as it runs.
    private(set) var texts: [UnsafeMutablePointer<CChar>] = []
    private var items: [MHD_OptionItem]
    private var flags = MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
    private let context: UnsafeMutableRawPointer

    init(_ configuration: Server.Configuration, context: UnsafeMutableRawPointer, listener: Listener) {
        let limits = configuration.limits
        self.context = context
        flags |= MHD_USE_ERROR_LOG.rawValue
        items = [
            mhd_logger(Callbacks.log, context),
            mhd_number(.LISTEN_SOCKET, Int(listener.descriptor)),
            mhd_completed(Callbacks.completed, context),
            mhd_connected(Callbacks.connected, context),
            mhd_target(Callbacks.target, context),
            mhd_number(.CONNECTION_TIMEOUT, limits.idleSeconds),
            mhd_number(.CONNECTION_LIMIT, limits.connections),
            // The header section lives in this memory beside the answer's and the library's own notes.
            mhd_number(.CONNECTION_MEMORY_LIMIT, limits.headerBytes + 16 * 1024),
            mhd_number(.STRICT_FOR_CLIENT, 1),
        ]
        // A pool of one is refused by the library: it is what it has anyway.
        if configuration.threads > 1 { items.append(mhd_number(.THREAD_POOL_SIZE, configuration.threads)) }
        guard let tls = configuration.tls else { return }
        flags |= MHD_USE_TLS.rawValue
        add(tls.certificate, as: .HTTPS_MEM_CERT)
        add(tls.key, as: .HTTPS_MEM_KEY)
    }

    /// Starts the daemon; nil where the library refuses.
    mutating func start() -> OpaquePointer? {
        items.append(mhd_number(.END, 0))
        return mhd_start(flags, Callbacks.accept, Callbacks.access, context, items)
    }

    /// Frees the texts where no daemon needs them.
    func free() {
        for text in texts { Glibc.free(text) }
    }

    private mutating func add(_ text: String, as option: MHD_OPTION) {
        guard let copy = strdup(text) else { return }
        texts.append(copy)
        items.append(mhd_text(option, copy))
    }
}
