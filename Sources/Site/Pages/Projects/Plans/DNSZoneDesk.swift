import HTTPServer
import MailCore
import Planning
import Store
import Texts

/// What those who work on a project have besides the records of a domain: what they tell, and the letter to whoever keeps
/// the zone.
struct DNSZoneDesk: ViewModel {
    struct Ask {
        var anchor: String
        var heading: String
        var type: String
        var guide: String
        var name: TextField
        var value: TextField
    }

    struct Given {
        var text: String
        var index: String
        var button: String
    }

    var mayEdit: Bool
    var asks: [Ask]
    var given: [Given]
    var hasGiven: Bool
    var senders: AreaField
    var letterID: String
    var letter: String
    var letterHref: String

    init(
        _ zone: DNSBoard.Zone,
        at index: Int,
        link: CheckLink?,
        _ complaints: Complaints,
        _ typed: Form,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) {
        let plan = zone.plan
        mayEdit = desk.mayEdit
        let asked = plan.records.filter(\.isAsked)
        asks = (asked + plan.further).enumerated().map { place, record in
            let heading = visit.say(place < asked.count ? "plans.dns.ask" : "plans.dns.askFurther")
            return Ask(record, heading, "ask-\(index + 1)-\(place + 1)", complaints, typed, visit)
        }
        given = zone.edits.given.enumerated().map { place, record in
            let text = ZoneFile.line(record)
            let button = visit.say("plans.dns.forget", ["name": "\(record.kind.rawValue) \(record.name)"])
            return Given(text: text, index: "\(plan.domain)#\(place)", button: button)
        }
        hasGiven = !given.isEmpty
        senders = AreaField(
            "senders",
            label: visit.say("plans.dns.senders"),
            hint: visit.say("plans.dns.sendersHint"),
            text: zone.edits.senders.joined(separator: "\n"),
            rows: 2
        )
        senders.id = "senders-\(index + 1)"
        senders = senders.with(complaints)
        if senders.complaint != nil { senders.text = typed["senders"] }
        let (subject, body) = DNSZoneDesk.letter(plan, link, visit)
        letterID = "letter-\(index + 1)"
        letter = body
        letterHref = "mailto:?\(Form([("subject", subject), ("body", body)]).urlEncoded)"
    }

    /// What is sent to whoever keeps the zone, with the link to the live check while there is one.
    private static func letter(
        _ plan: DNSPlan,
        _ link: CheckLink?,
        _ visit: Visit
    ) -> (subject: String, body: String) {
        let url = link.flatMap { $0.standing == .valid ? visit.link(.projects(.dns), $0.token.exposed) : nil }
        let letter = DNSLetter(plan, link: url)
        let lines = letter.lines.map { line in
            switch line {
            case .phrase(let phrase): visit.say(phrase)
            case .verbatim(let text): "    \(DNSPlan.shown(text))"
            case .blank: ""
            }
        }
        return (visit.say(letter.subject), lines.joined(separator: "\n"))
    }
}

extension DNSZoneDesk.Ask {
    fileprivate init(
        _ record: PlannedRecord,
        _ heading: String,
        _ id: String,
        _ complaints: Complaints,
        _ typed: Form,
        _ visit: Visit
    ) {
        anchor = id
        self.heading = heading
        type = record.kind.rawValue
        let notes = record.notes.map { visit.say($0) }
        let place = record.place[visit.language.rawValue].map { [visit.say("dns.place", ["place": $0])] } ?? []
        guide = DNSPlan.shown((notes + place).joined(separator: " "))
        let isThis = typed["field"] == "\(id)-value"
        name = TextField(
            "\(id)-name",
            label: visit.say("plans.dns.name"),
            hint: record.name.contains("{")
                ? visit.say("plans.dns.nameHint", ["name": DNSPlan.shown(record.name)]) : nil,
            value: isThis ? typed["name"] : record.name.contains("{") ? "" : record.name
        )
        name.name = "name"
        value = TextField("\(id)-value", label: visit.say("plans.dns.value"), value: isThis ? typed["text"] : "")
        name = name.with(complaints)
        value.name = "text"
        value = value.with(complaints)
    }
}
