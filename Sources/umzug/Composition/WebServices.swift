import Journal
import MailCore
import Migration
import QRCode
import Secrets
import Site
import Store

/// What the pages get of the rest of the program: of mailboxes' passwords the public key alone, since they never open one;
/// and what is derived from the installation's own key: recovery codes, links, and the vault, which they open too.
enum WebServices {
    static func make(data path: String) throws -> Services {
        let keys = KeyFolder(data: path)
        let (key, codes, links) = (try keys.sealingKey(), try keys.recoveryCodes(), try keys.phoneLinks())
        let verifier = PasswordVerifier()
        let folder = DataFolder(path: path)
        let vault = try keys.vault()
        var services = Services(
            seal: { try key.seal($0, as: .credential($1, of: $2)) },
            hash: { try await verifier.hash($0) },
            verify: { try await verifier.verify($0, against: $1) },
            recoveryCode: { codes($0).text },
            recoveryDigest: { RecoveryCode(typed: $0)?.digest },
            plan: { FolderMapping.plan($0, target: $1, options: $2) },
            exceptions: { try await exceptions(folder, $0, $1, limit: $2) },
            receipt: { try await receipt(folder, $0) },
            catalogue: try Resources.catalogue(),
            phone: Services.Phone(
                token: { links.token(of: $0, until: $1) },
                holds: { links.holds($0, of: $1, at: $2) },
                code: { text in QRCode(text).map { ($0.side, $0.path) } }
            ),
            clock: Engine.clock
        )
        services.codeStep = { code, secret, login in
            let now = Int64(Engine.clock.now())
            return (try? vault.codes(secret.rawValue, of: login))?.step(of: code, at: now)
        }
        services.codeSecrets = Services.CodeSecrets(
            make: { SealedCodeSecret(rawValue: try vault.seal(CodeSecret.random(), of: $0)) },
            show: { sealed, login in
                (try? vault.codes(sealed.rawValue, of: login)).map { secret in
                    (secret.uri(issuer: "Umzug", account: login), secret.text)
                }
            }
        )
        services.accessLists = Services.AccessLists(
            password: InitialPassword.random,
            seal: { SealedAccessList(rawValue: try vault.sealAccessList($0, of: $1.rawValue)) },
            open: { try vault.accessList($0.rawValue, of: $1.rawValue) }
        )
        return services
    }

    private static func exceptions(
        _ folder: DataFolder,
        _ id: MigrationID,
        _ place: Services.Place,
        limit: Int
    ) async throws -> [Services.Exception] {
        guard folder.exists(id) else { return [] }
        let reader = try folder.read(id)
        let records =
            switch place {
            case .after(let number): try await reader.exceptions(after: number, limit: limit)
            case .before(let number): try await reader.exceptions(before: number, limit: limit)
            }
        return records.map { Services.Exception(number: $0.id, item: $0.item) }
    }

    private static func receipt(_ folder: DataFolder, _ id: MigrationID) async throws -> Services.Receipt {
        guard folder.exists(id) else { return Services.Receipt() }
        let reader = try folder.read(id)
        let checked = try await reader.verification()
        return Services.Receipt(
            mapping: try await reader.mapping() ?? FolderMapping(),
            compared: checked.compared,
            different: checked.different,
            exceptions: try await reader.exceptionCount()
        )
    }
}
