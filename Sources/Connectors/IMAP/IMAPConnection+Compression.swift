internal import IMAP
internal import MailCore
internal import Synchronization

extension IMAPConnection {
    /// Notes a sign of life, and deflates what follows where the line is slow and the server can (RFC 4978).
    ///
    /// The time since the last sign of life was spent on these octets: it begins anew where nothing was asked for, and where
    /// the reader waited for whoever consumes.
    func carried(_ octets: Int) {
        let isSlow = state.withLock { state in
            let now = ContinuousClock.now
            let seconds = state.lastActivity.duration(to: now) / .seconds(1)
            state.lastActivity = now
            guard !state.isLineSettled, !state.pending.isEmpty else { return false }
            state.isLineSettled = state.line.carried(octets, in: seconds)
            return state.isLineSettled
        }
        // The reader sees to what comes of it.
        if isSlow { enqueue([IMAPRequest(.compressDeflate, IMAPReply(.compressDeflate))]) }
    }

    /// Deflates from here on where this is the server's consent; the writer waits for it.
    func beginCompression(after response: TaggedResponse, _ parser: inout ResponseParser) {
        guard response.status.condition == .ok else { return }
        let isConsent = state.withLock { state in
            state.pending.contains { $0.isCompression && $0.encoded.tag == response.tag }
        }
        if isConsent { stream.compress(unread: parser.takeUnread()) }
    }
}
