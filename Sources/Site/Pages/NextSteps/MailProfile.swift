import HTTPServer
import MailCore
import Store

/// The configuration profile with which an iPhone, iPad or Mac sets the account up; it holds no password.
enum MailProfile {
    /// The profile as a download; a phone without Apple's system could do nothing with it.
    static func response(_ record: MigrationRecord, _ visit: Visit) throws -> Response {
        let settings = MailSettings(record.target, visit.services.catalogue)
        guard let text = text(settings) else { throw Refusal.notFound }
        var response = Response(.ok, body: .bytes(Array(text.utf8)))
        response.headers["Content-Type"] = "application/x-apple-aspen-config"
        response.headers["Content-Disposition"] = "attachment; filename=\"umzug.mobileconfig\""
        return response
    }

    /// The property list; nil where the server for sending is unknown, without which a profile is refused.
    static func text(_ settings: MailSettings) -> String? {
        guard let outgoing = settings.outgoing else { return nil }
        let account = "\(settings.incoming.user ?? "")@\(settings.incoming.host)"
        let name = settings.address?.description ?? settings.incoming.user ?? account
        let mail = dictionary(
            [
                ("PayloadType", string("com.apple.mail.managed")), ("PayloadVersion", "<integer>1</integer>"),
                ("PayloadIdentifier", string("umzug.\(identifier(account)).mail")),
                ("PayloadUUID", string(identifier("mail \(account)"))), ("PayloadDisplayName", string(name)),
                ("EmailAccountType", string("EmailTypeIMAP")), ("EmailAccountDescription", string(name)),
            ] + (settings.address.map { [("EmailAddress", string($0.description))] } ?? [])
                + server("Incoming", settings.incoming) + server("Outgoing", outgoing)
                + [("OutgoingPasswordSameAsIncomingPassword", "<true/>")]
        )
        let profile = dictionary([
            ("PayloadType", string("Configuration")), ("PayloadVersion", "<integer>1</integer>"),
            ("PayloadIdentifier", string("umzug.\(identifier(account))")),
            ("PayloadUUID", string(identifier("profile \(account)"))), ("PayloadDisplayName", string(name)),
            ("PayloadContent", "<array>\(mail)</array>"),
        ])
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0">\(profile)</plist>

            """
    }

    private static func server(_ way: String, _ server: MailSettings.Server) -> [(String, String)] {
        [
            ("\(way)MailServerAuthentication", string("EmailAuthPassword")),
            ("\(way)MailServerHostName", string(server.host)),
            ("\(way)MailServerPortNumber", "<integer>\(server.port)</integer>"),
            // Also for STARTTLS: the system takes the one that the port stands for.
            ("\(way)MailServerUseSSL", "<true/>"),
        ] + (server.user.map { [("\(way)MailServerUsername", string($0))] } ?? [])
    }

    private static func dictionary(_ entries: [(String, String)]) -> String {
        "<dict>\n\(entries.map { "<key>\($0.0)</key>\($0.1)\n" }.joined())</dict>"
    }

    private static func string(_ text: String) -> String {
        // XML 1.0 has no place for control characters.
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 }))
        let escaped = clean.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        return "<string>\(escaped)</string>"
    }

    /// A UUID (RFC 9562, version 8) that is the same for the same text, so that a second profile replaces the first.
    ///
    /// It tells accounts apart and protects nothing, so two runs of FNV-1a serve.
    static func identifier(_ text: String) -> String {
        var bytes: [UInt8] = []
        for seed in [UInt64(0xcbf2_9ce4_8422_2325), 0x8422_2325_cbf2_9ce4] {
            let hash = text.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: hash >> (56 - 8 * $0)) }
        }
        bytes[6] = bytes[6] & 0x0f | 0x80
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }
}
