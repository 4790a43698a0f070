/// A field of JSON for programs that is always there: written as null where it has no value.
@propertyWrapper
public struct OrNull<Value: Encodable & Hashable & Sendable>: Encodable, Hashable, Sendable {
    /// The value, if there is one.
    public var wrappedValue: Value?

    /// A field.
    public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    /// Writes the value or null.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(wrappedValue)
    }
}
