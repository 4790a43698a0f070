import GRDB
public import MailCore

extension Problem {
    /// Another process is at work on the migration.
    public static let busy = Problem(.busy, reaction: .stop, fixer: .you)

    /// There is no migration of that ID.
    public static func unknownID(_ id: MigrationID) -> Problem {
        Problem(.unknownID, ["id": id.rawValue], reaction: .stop, fixer: .you)
    }

    /// The data folder cannot be read or written.
    public static func storage(_ detail: String) -> Problem {
        Problem(.storage, reaction: .stop, fixer: .operator, detail: detail)
    }

    /// What an error of the journal's database means.
    static func of(_ error: any Error) -> Problem {
        if let problem = error as? Problem { return problem }
        return .storage("\(error)")
    }
}
