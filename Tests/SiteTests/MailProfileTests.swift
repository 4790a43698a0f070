import Catalogue
import FoundationEssentials
import MailCore
import Store
import Testing

@testable import Site

@Suite("Mail profile")
struct MailProfileTests {
    static let infomaniak = Endpoint(
        service: .imap,
        security: .tls,
        host: "mail.infomaniak.com",
        user: "anna.keller@brunner-holz.example"
    )

    /// The catalogue that the app comes with.
    static func settings(_ endpoint: Endpoint) throws -> MailSettings {
        MailSettings(endpoint, try Catalogue(directory: "\(World.root)/Templates/catalogue"))
    }

    /// A profile as its reader sees it.
    struct Profile: Decodable {
        struct Account: Decodable {
            var PayloadUUID: String
            var PayloadType: String
            var EmailAddress: String?
            var IncomingMailServerHostName: String
            var IncomingMailServerPortNumber: Int
            var IncomingMailServerUsername: String?
            var OutgoingMailServerHostName: String
            var OutgoingMailServerPortNumber: Int
            var OutgoingMailServerUseSSL: Bool
        }

        var PayloadUUID: String
        var PayloadType: String
        var PayloadContent: [Account]
    }

    static func read(_ text: String) throws -> Profile {
        try PropertyListDecoder().decode(Profile.self, from: Data(text.utf8))
    }

    @Test("a property list with the servers of both ways, the account and no password")
    func servers() throws {
        let text = try #require(MailProfile.text(try MailProfileTests.settings(MailProfileTests.infomaniak)))
        let profile = try MailProfileTests.read(text)
        let account = try #require(profile.PayloadContent.first)
        #expect(profile.PayloadType == "Configuration" && account.PayloadType == "com.apple.mail.managed")
        #expect(account.EmailAddress == MailProfileTests.infomaniak.user)
        #expect(account.IncomingMailServerUsername == MailProfileTests.infomaniak.user)
        #expect(
            account.IncomingMailServerHostName == "mail.infomaniak.com" && account.IncomingMailServerPortNumber == 993
        )
        #expect(
            account.OutgoingMailServerHostName == "mail.infomaniak.com" && account.OutgoingMailServerPortNumber == 465
        )
        #expect(account.OutgoingMailServerUseSSL)
        #expect(!text.contains("<key>IncomingPassword</key>") && !text.contains("<key>OutgoingPassword</key>"))
    }

    @Test("what a user name holds stays text", arguments: ["a&b<c>\"d'", "</string><key>x</key>", "ü\u{1}\u{7}😀"])
    func escaping(user: String) throws {
        var settings = try MailProfileTests.settings(MailProfileTests.infomaniak)
        settings.incoming.user = user
        let text = try #require(MailProfile.text(settings))
        let account = try #require(try MailProfileTests.read(text).PayloadContent.first)
        #expect(account.IncomingMailServerUsername == String(user.filter { $0 >= " " }))
    }

    @Test("its identifiers are UUIDs, the same each time, and others for another account")
    func identifiers() throws {
        let settings = try MailProfileTests.settings(MailProfileTests.infomaniak)
        let text = try #require(MailProfile.text(settings))
        #expect(MailProfile.text(settings) == text)
        var other = MailProfileTests.infomaniak
        other.user = "ben@brunner-holz.example"
        let (first, second) = (
            try MailProfileTests.read(text),
            try MailProfileTests.read(try #require(MailProfile.text(try MailProfileTests.settings(other))))
        )
        let all = [first, second].flatMap { [$0.PayloadUUID] + $0.PayloadContent.map(\.PayloadUUID) }
        #expect(Set(all).count == 4 && all.allSatisfy { UUID(uuidString: $0) != nil })
    }

    @Test("without a known server for sending there is none, and the page says so")
    func unknown() async throws {
        #expect(MailProfile.text(try MailProfileTests.settings(Samples.target)) == nil)
        let html = try await NextStepsTests.page(Samples.ended(.finished))
        #expect(html.contains("class=\"notice\"") && !html.contains(".mobileconfig"))
    }
}
