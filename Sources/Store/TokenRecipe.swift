public import MailCore

/// How tokens are made and what is stored of them; given by the composition root, because this module has no cryptography.
public struct TokenRecipe: Sendable {
    /// A new token that nobody can guess, in characters that need no escaping.
    public var random: @Sendable () -> Redacted<String>
    /// A one-way digest, as text.
    public var digest: @Sendable (String) -> String

    /// A token that is the same for the same text in this installation and that nobody else can compute.
    public var derived: @Sendable (String) -> Redacted<String>

    /// A recipe.
    public init(
        random: @escaping @Sendable () -> Redacted<String>,
        digest: @escaping @Sendable (String) -> String,
        derived: @escaping @Sendable (String) -> Redacted<String>
    ) {
        self.random = random
        self.digest = digest
        self.derived = derived
    }
}
