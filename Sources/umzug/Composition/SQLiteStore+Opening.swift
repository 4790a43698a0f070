import Glibc
import MailCore
import Secrets
import Store

extension SQLiteStore {
    /// The control database of a data folder, with the tokens and digests of ``Secrets``.
    static func open(data folder: String, retention: Retention = Retention()) throws -> SQLiteStore {
        try SQLiteStore(
            data: folder,
            clock: Engine.clock,
            tokens: TokenRecipe(
                random: { Token.random() },
                digest: Token.digest,
                derived: try KeyFolder(data: folder).linkTokens()
            ),
            retention: retention
        )
    }

    /// The control database of a data folder that must be there: a folder's name that was misspelt is told, and not made.
    static func existing(data folder: String) throws -> SQLiteStore {
        guard Glibc.access("\(folder)/umzug.sqlite", F_OK) == 0 else {
            let detail = "there is no control database in \(folder); see --data"
            throw Problem(.usage, reaction: .stop, fixer: .you, detail: detail)
        }
        return try open(data: folder)
    }
}
