import MailCore

/// The name of one project: formed like a ``MigrationID`` that Umzug makes, so that nobody guesses it.
public struct ProjectID: Hashable, Codable, Sendable, CustomStringConvertible, RawRepresentable {
    private let name: MigrationID

    /// The text.
    public var rawValue: String { name.rawValue }
    /// The text.
    public var description: String { rawValue }

    /// Takes a name, or gives nil where it has another form; no name is a path of any other folder.
    public init?(rawValue: String) {
        guard let name = MigrationID(rawValue: rawValue), name.isTrackable else { return nil }
        self.name = name
    }

    /// Reads what a person typed.
    public init?(typed text: String) {
        guard let name = MigrationID(typed: text), name.isTrackable else { return nil }
        self.name = name
    }

    private init(_ name: MigrationID) { self.name = name }

    /// A new name with 80 random bits.
    public static func random() -> ProjectID { ProjectID(.random()) }
}
