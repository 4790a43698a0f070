import Catalogue
import HTTPServer
import MailCore
import Store
import Texts

/// How programs and devices are set up: the settings, and the steps for each of them.
struct SetUp: ViewModel {
    struct Program {
        var name: String
        var steps: [String]
        var profileHref: String?
    }

    /// A QR code, drawn.
    struct Code {
        var viewBox: String
        var path: String
        var text: String
    }

    var facts: [Fact]
    var sending: String?
    var code: Code?
    var programs: [Program]
    var webmailHref: String?
    var webmailLabel: String

    /// For how long a phone's link holds, in seconds.
    private static let linkSeconds: Int64 = 3600

    init(_ settings: MailSettings, programs names: [String], profileHref: String, code: Code?, _ visit: Visit) {
        let canSend = settings.outgoing != nil
        facts = SetUp.facts(settings, visit)
        sending = canSend ? nil : visit.say("nextSteps.sendingUnknown")
        self.code = code
        programs = names.map { name in
            let isPhone = name == "iphone"
            let key = isPhone && canSend ? "nextSteps.iphoneProfile" : "nextSteps.\(name)"
            return Program(
                name: visit.say("nextSteps.\(name).name"),
                steps: visit.list("\(key).step"),
                profileHref: isPhone && canSend ? profileHref : nil
            )
        }
        webmailHref = settings.provider?.webmail
        webmailLabel = visit.say("nextSteps.webmailAt", ["provider": settings.provider?.name ?? ""])
    }

    private static func facts(_ settings: MailSettings, _ visit: Visit) -> [Fact] {
        var facts: [Fact] = []
        if let address = settings.address {
            facts.append(Fact(name: visit.say("nextSteps.address"), value: address.description))
        }
        facts.append(Fact(name: visit.say("nextSteps.incoming"), value: line(settings.incoming, visit)))
        if let outgoing = settings.outgoing {
            facts.append(Fact(name: visit.say("nextSteps.outgoing"), value: line(outgoing, visit)))
        }
        return facts
    }

    private static func line(_ server: MailSettings.Server, _ visit: Visit) -> String {
        visit.say(
            "nextSteps.server",
            [
                "host": server.host, "port": String(server.port), "security": server.isTLS ? "SSL/TLS" : "STARTTLS",
                "user": server.user,
            ] as [String: String?]
        )
    }

    /// The code that leads a phone to the settings; nil where nobody said how the app is reached from outside.
    static func code(for id: MigrationID, _ visit: Visit) -> Code? {
        let (given, host) = (visit.site.configuration.publicURL, visit.request.host)
        guard let phone = visit.services.phone, given != nil || !host.isEmpty else { return nil }
        let until = visit.now + linkSeconds
        let path = PhonePage.path(id, token: phone.token(id, until), isProfile: false)
        let root = given ?? "\(visit.request.isSecure ? "https" : "http")://\(host)"
        guard let code = phone.code("\(root)\(path)") else { return nil }
        // Four squares of quiet around it, as the standard asks.
        return Code(
            viewBox: "-4 -4 \(code.side + 8) \(code.side + 8)",
            path: code.path,
            text: visit.voice.say("nextSteps.code", at: "until", until)
        )
    }
}

extension Visit {
    /// The texts of a numbered list: `key1`, `key2` and so on.
    func list(_ key: String, _ arguments: [String: String] = [:]) -> [String] {
        (1...9).map { "\(key)\($0)" }.prefix { voice.has($0) }.map { say($0, arguments) }
    }
}
