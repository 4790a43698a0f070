/// Why a server could not begin to listen.
public enum StartError: Error, Hashable, Sendable {
    /// The address cannot be used: no such address, or (`EADDRINUSE`) somebody else listens there.
    case address(String, errno: Int32)
    /// The library refused: mostly a certificate or key that it cannot read.
    case daemon
}
