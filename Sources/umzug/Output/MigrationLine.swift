import FoundationEssentials
import Journal
import MailCore

/// How `list` and `status` tell a migration.
struct MigrationLine: Encodable {
    var state: String
    var source: String
    var target: String
    var pass: Int
    var begun: String
    var changed: String

    /// When it is to begin, where a customer chose that.
    var start: String?

    init(_ record: MigrationRecord) {
        state = record.state.name
        source = record.source.description
        target = record.target.description
        pass = record.pass
        begun = Timestamp.text(Date(timeIntervalSince1970: record.created))
        changed = Timestamp.text(Date(timeIntervalSince1970: record.changed))
    }

    var text: String {
        let start = start.map { ", begins \($0)" } ?? ""
        return "\(state), pass \(pass): \(source) → \(target), changed \(changed)\(start)"
    }
}
