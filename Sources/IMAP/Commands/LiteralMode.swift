/// How a client may send literals (RFC 7888).
public enum LiteralMode: Hashable, Sendable {
    /// Every literal waits for the server's continuation.
    case synchronizing
    /// LITERAL-: those of at most 4,096 octets go at once.
    case nonSynchronizingSmall
    /// LITERAL+: all go at once.
    case nonSynchronizing

    /// Whether a literal of that length goes at once.
    func sendsAtOnce(_ length: Int) -> Bool {
        switch self {
        case .synchronizing: false
        case .nonSynchronizingSmall: length <= 4096
        case .nonSynchronizing: true
        }
    }
}
