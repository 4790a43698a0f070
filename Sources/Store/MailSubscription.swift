public import MailCore

/// Where a migration's mails go.
public struct MailSubscription: Hashable, Sendable {
    /// How far it is.
    public enum Standing: Hashable, Sendable {
        /// The address's owner has not said yes.
        case unconfirmed
        /// Mails go there.
        case confirmed
        /// The address's owner wants no more; the address is forgotten.
        case stopped
    }

    /// The migration.
    public var migration: MigrationID
    /// The address; empty once it is forgotten.
    public var address: String
    /// The language of its mails.
    public var language: String
    /// How far it is.
    public var standing: Standing

    /// A subscription.
    public init(migration: MigrationID, address: String, language: String, standing: Standing) {
        self.migration = migration
        self.address = address
        self.language = language
        self.standing = standing
    }
}

/// Who is told what happens, by mail.
public protocol MailStore: Sendable {
    /// Takes an address for a migration's mails in place of any other, and asks its owner; one that was confirmed for this
    /// migration is not asked again.
    func subscribe(_ address: MailAddress, language: String, to migration: MigrationID) async throws
    /// Sends no more mails about the migration.
    func unsubscribe(from migration: MigrationID) async throws
    /// What a confirmation link is about; nil where there is none such, or no more.
    func subscription(confirmToken: String) async throws -> MailSubscription?
    /// The address's owner said yes: from now on mails go there, at once the one that tells how things stand.
    func confirm(_ confirmToken: String) async throws
    /// What a link that ends the mails is about.
    func subscription(stopToken: String) async throws -> MailSubscription?
}
