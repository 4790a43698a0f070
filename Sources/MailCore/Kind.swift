/// What can be moved from a mailbox, in the order in which a migration runs.
public enum Kind: String, CaseIterable, Codable, Sendable, Comparable {
    case mail
    case calendars
    case contacts
    case contactGroups = "contact-groups"
    case tasks
    case rules
    case autoReply = "auto-reply"

    /// Orders kinds as a migration runs them.
    public static func < (left: Kind, right: Kind) -> Bool {
        left.position < right.position
    }

    private var position: Int { Kind.allCases.firstIndex(of: self) ?? 0 }
}
