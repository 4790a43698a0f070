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
}
