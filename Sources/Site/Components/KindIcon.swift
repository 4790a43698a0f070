import MailCore

extension Icon {
    /// The icon of a kind.
    static func of(_ kind: Kind) -> Icon {
        switch kind {
        case .mail: .mail
        case .calendars: .calendar
        case .contacts: .contact
        case .contactGroups: .group
        case .tasks: .task
        case .rules: .rule
        case .autoReply: .reply
        }
    }
}
