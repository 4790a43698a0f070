/// A secret: whatever prints it says so instead.
public struct Redacted<Value: Sendable & Hashable>: Sendable, Hashable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// The secret itself, for the one place that needs it.
    public let exposed: Value

    /// Guards a secret.
    public init(_ value: Value) { exposed = value }

    /// Never the secret.
    public var description: String { "<redacted>" }
    /// Never the secret.
    public var debugDescription: String { "<redacted>" }
    /// Never the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
