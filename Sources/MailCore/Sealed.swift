/// A small secret that only the worker can open; whoever holds it may store and hand it on, but learns nothing.
public struct Sealed: Hashable, Codable, Sendable {
    /// The ciphertext.
    public let bytes: [UInt8]

    /// Takes a ciphertext.
    public init(bytes: [UInt8]) { self.bytes = bytes }
}

/// What a sealed secret is for: opened for anything else it is refused, so that a ciphertext moved to another row is void.
public struct SealingContext: Hashable, Codable, Sendable {
    /// What kind of secret it is, such as `credential.source`.
    public var purpose: String
    /// The migration that it belongs to.
    public var migration: MigrationID

    /// A context.
    public init(purpose: String, migration: MigrationID) {
        self.purpose = purpose
        self.migration = migration
    }

    /// The context of one side's credential.
    public static func credential(_ side: Problem.Side, of migration: MigrationID) -> SealingContext {
        SealingContext(purpose: "credential.\(side.rawValue)", migration: migration)
    }
}
