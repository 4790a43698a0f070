import MailCore
import Testing

@testable import Secrets

@Suite("Phone links")
struct PhoneLinksTests {
    private let links = PhoneLinks(key: Array(repeating: 7, count: 32))
    private let id = MigrationID(rawValue: "7K4X-9QTD-M2RB-P5HW-3") ?? .random()

    @Test("a key holds until its instant and not at it")
    func time() {
        let token = links.token(of: id, until: 1000)
        #expect(links.holds(token, of: id, at: 999))
        #expect(!links.holds(token, of: id, at: 1000) && !links.holds(token, of: id, at: 5000))
    }

    @Test("a key is one migration's, one installation's, and its instant cannot be moved")
    func forged() {
        let token = links.token(of: id, until: 1000)
        let later = links.token(of: id, until: 9000)
        #expect(!links.holds(token, of: .random(), at: 1))
        #expect(!PhoneLinks(key: Array(repeating: 8, count: 32)).holds(token, of: id, at: 1))
        let moved = later.prefix { $0 != "-" } + token.drop { $0 != "-" }
        for wrong in ["", "-", "zz", "zz-", String(moved), String(token.dropLast()), "+\(token)"] {
            #expect(!links.holds(wrong, of: id, at: 1), "\(wrong)")
        }
    }
}
