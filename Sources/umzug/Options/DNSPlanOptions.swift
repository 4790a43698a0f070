import ArgumentParser
import Catalogue
import MailCore
import Planning

/// What a DNS plan is made for.
struct DNSPlanOptions: ParsableArguments {
    @Option(help: .init("The product: infomaniak, ovh_zimbra, ovh-mx-plan, own-server…", valueName: "product"))
    var target: String

    @Option(
        name: .customLong("sender"),
        help: .init("Who else sends: a domain to include, or a mechanism of SPF.", valueName: "sender")
    )
    var senders: [String] = []

    @Option(
        name: .customLong("record"),
        help: .init("A record that the provider's manager shows, as a line of a zone file.", valueName: "line")
    )
    var lines: [String] = []

    @Option(help: .init("The day on which mail is to go to the new product.", valueName: "yyyy-mm-dd"))
    var cutover: String?

    /// The product, by the name that projects use or by the catalogue's.
    func target(in catalogue: Catalogue) throws -> DNSTarget {
        let platform = TargetPlatform(rawValue: target)
        let found = platform.flatMap { DNSTarget($0, in: catalogue) } ?? DNSTarget(provider: target, in: catalogue)
        guard let found else {
            let known = catalogue.providers.filter { $0.roles.contains(.target) && $0.dns.isKnown }.map(\.id)
            let names = (known + [TargetPlatform.ownServer.rawValue]).joined(separator: ", ")
            throw Problem(.usage, reaction: .stop, fixer: .you, detail: "--target \(target) is none of \(names)")
        }
        return found
    }

    /// The records that were told; names are relative to the domain.
    func records(origin: String) throws -> [DNSRecord] {
        do {
            return try ZoneFile.records(lines.joined(separator: "\n"), origin: origin)
        } catch {
            let detail = "--record \(error.line): cannot read '\(error.word)'"
            throw Problem(.usage, reaction: .stop, fixer: .you, detail: detail)
        }
    }

    var day: Int64? {
        get throws { try cutover.map(Arguments.day) }
    }
}
