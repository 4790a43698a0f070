/// Why a request's body could not be used.
public enum BodyError: Error, Hashable, Sendable {
    /// More than `limit` octets.
    case tooLarge(limit: Int)
    /// The client went away or was too slow.
    case interrupted
    /// The body is not what its type says.
    case malformed
    /// The type is not one that was asked for.
    case unsupportedType

    /// The status to answer with (RFC 9110 §15.5).
    public var status: Status {
        switch self {
        case .tooLarge: .contentTooLarge
        case .interrupted: .requestTimeout
        case .malformed: .badRequest
        case .unsupportedType: .unsupportedMediaType
        }
    }
}
