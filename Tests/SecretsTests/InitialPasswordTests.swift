import MailCore
import Testing

@testable import Secrets

@Suite("Initial passwords")
struct InitialPasswordTests {
    @Test("each has what providers demand, none looks like another, and none is drawn twice")
    func passwords() {
        let passwords = (0..<2_000).map { _ in InitialPassword.random().exposed }
        #expect(Set(passwords).count == passwords.count)
        for password in passwords {
            let groups = password.split(separator: "-", omittingEmptySubsequences: false)
            #expect(groups.map(\.count) == [4, 4, 4, 4], "\(password)")
            #expect(password.contains(where: \.isUppercase) && password.contains(where: \.isLowercase))
            #expect(password.contains(where: \.isNumber) && !password.contains { "0O1Il".contains($0) })
        }
    }

    @Test("a list opens for its own project alone")
    func vault() throws {
        let vault = Vault(key: Array(repeating: 7, count: 32))
        let sealed = try vault.sealAccessList(Redacted(Array("geheim".utf8)), of: "A")
        #expect(try vault.accessList(sealed, of: "A").exposed == Array("geheim".utf8))
        #expect(throws: SecretsError.cannotOpen) { try vault.accessList(sealed, of: "B") }
        #expect(!sealed.contains("geheim"))
    }
}
