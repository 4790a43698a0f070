/// A request method (RFC 9110 §9).
public struct Method: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The name, in capitals.
    public let rawValue: String
    /// Takes a name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The name.
    public var description: String { rawValue }

    /// Reads; HEAD is presented to handlers as GET, and the server leaves the body out.
    public static let get = Method(rawValue: "GET")
    /// Changes something.
    public static let post = Method(rawValue: "POST")
    /// Stores what is sent.
    public static let put = Method(rawValue: "PUT")
    /// Removes.
    public static let delete = Method(rawValue: "DELETE")
    /// Asks for what is allowed.
    public static let options = Method(rawValue: "OPTIONS")
}
