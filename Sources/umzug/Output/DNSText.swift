import Catalogue
import MailCore
import Planning
import Texts

/// What `dns` says to people: every record with its state, what to take note of, and the order.
struct DNSText {
    let plan: DNSPlan
    let catalogue: Catalogue
    private let language: Language
    private let formats: Formats
    private let texts: Texts?

    init(plan: DNSPlan, catalogue: Catalogue, language: Language) {
        self.plan = plan
        self.catalogue = catalogue
        self.language = language
        formats = Formats(language)
        texts = try? Texts(directory: Resources.locales, languages: [language, .de], parts: [])
    }

    func say(_ phrase: Phrase) -> String { texts?.render(phrase, in: formats) ?? phrase.key }

    private func say(_ key: String, _ arguments: [String: String] = [:]) -> String { say(Phrase(key, arguments)) }

    var lines: String {
        var lines = [say("dns.head", ["domain": plan.domain, "product": plan.target])] + keeper
        for phase in PlannedRecord.Phase.allCases {
            let records = plan.records.filter { $0.phase == phase }
            if !records.isEmpty { lines += ["", say("dns.phase.\(phase.rawValue)")] + records.flatMap(block) }
        }
        lines += ["", lookups]
        if !plan.conflicts.isEmpty {
            lines += ["", say("dns.conflicts")] + plan.conflicts.map { "  - \(say($0.phrase))" }
        }
        lines += ["", say("dns.steps")] + plan.steps.map { "  - \(say($0.phrase))" }
        return (lines + ["", totals]).joined(separator: "\n")
    }

    private var keeper: [String] {
        guard let host = catalogue.dnsHosts.first(where: { $0.id == plan.host }) else {
            let servers = plan.nameServers.joined(separator: ", ")
            return servers.isEmpty ? [] : [say("dns.keeperUnknown", ["servers": servers])]
        }
        let path = host.path[language.rawValue] ?? []
        let way = (host.address.map { [$0] } ?? []) + path
        let keeper = say("dns.keeper", ["name": host.name])
        return path.isEmpty ? [keeper] : [keeper, say("dns.path", ["path": way.joined(separator: " > ")])]
    }

    private func block(_ record: PlannedRecord) -> [String] {
        let arguments = [
            "state": record.state.rawValue, "name": DNSPlan.shown(record.name), "type": record.kind.rawValue,
            "purpose": record.purpose.rawValue,
        ]
        var lines = ["  " + say("dns.record", arguments)]
        if record.state != .ok {
            lines += record.found.map { "      " + say("dns.now", ["value": "\($0.kind.rawValue) \($0.value.plain)"]) }
        }
        if let wanted = record.wanted { lines.append("      " + say("dns.wanted", ["value": wanted.plain])) }
        let notes = record.notes + (record.spread?.phrases(record.state) ?? [])
        lines += notes.map { "      \(DNSPlan.shown(say($0)))" }
        if let place = record.place[language.rawValue] { lines.append("      " + say("dns.place", ["place": place])) }
        return lines
    }

    private var lookups: String {
        let arguments = ["count": String(plan.spf.lookups), "limit": String(SPFLookups.limit)]
        return say("dns.lookups", arguments)
    }

    private var totals: String {
        let states = Dictionary(grouping: plan.records, by: \.state).mapValues { String($0.count) }
        let arguments = PlannedRecord.State.allCases.map { ($0.rawValue, states[$0] ?? "0") }
        return say("dns.totals", Dictionary(uniqueKeysWithValues: arguments))
    }

    /// The zone as it is to be.
    var wantedFile: String {
        let comment = say("dns.comment-wanted", ["domain": plan.domain, "product": plan.target])
        return ZoneFile.text(plan.wanted, origin: plan.domain, comments: [comment])
    }

    /// The zone as it is.
    var todayFile: String {
        let comment = say("dns.comment-today", ["domain": plan.domain])
        return ZoneFile.text(plan.today, origin: plan.domain, comments: [comment])
    }

    var subject: String { say(DNSLetter(plan).subject) }

    var letter: String {
        let letter = DNSLetter(plan)
        let body = letter.lines.map { line in
            switch line {
            case .phrase(let phrase): say(phrase)
            case .verbatim(let text): "    \(DNSPlan.shown(text))"
            case .blank: ""
            }
        }
        return ([say(letter.subject), ""] + body).joined(separator: "\n")
    }
}
