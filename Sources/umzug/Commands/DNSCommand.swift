import ArgumentParser
import Catalogue
import Detection
import DomainNames
import FoundationEssentials
import MailCore
import Planning
import Texts
import Transport

/// `umzug dns`: what a domain's zone has to say for a product, beside what it says; changes nothing.
struct DNSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dns",
        abstract: "Compare a domain's DNS records with what a mail product needs; changes nothing."
    )

    enum ZoneFileChoice: String, ExpressibleByArgument, CaseIterable { case wanted, today }

    @Argument(help: .init("The domain.", valueName: "domain"))
    var domain: String

    @OptionGroup var plan: DNSPlanOptions

    @Option(help: "The language of sentences: de, en or fr (default: the terminal's).")
    var language: String?

    @Option(
        name: .customLong("zone-file"),
        help: "Print a zone file (RFC 1035) of what is wanted, or of today's state."
    )
    var zoneFile: ZoneFileChoice?

    @Flag(help: "Print the letter to whoever keeps the zone.")
    var letter = false

    @Option(
        help: .init(
            "Ask this server for everything; given again: compare its answers (default: the zone's own name servers).",
            valueName: "host:port"
        )
    )
    var resolver: [String] = []

    @Option(
        name: .customLong("compare-resolver"),
        help: .init("Show this resolver's answers beside those of the name servers.", valueName: "host:port")
    )
    var compareResolvers: [String] = []

    /// Taken as by every command; nothing is kept there.
    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOption

    func validate() throws {
        _ = try (servers, LookupOptions.compared(compareResolvers), spoken, name, plan.day)
    }

    func run() async throws {
        let reporter = Reporter(json: output.json)
        try await reporter.ending {
            let catalogue = try Resources.catalogue()
            let request = DNSRequest(
                domain: try name,
                target: try plan.target(in: catalogue),
                otherSenders: plan.senders,
                given: try plan.records(origin: try name),
                cutover: try plan.day,
                catalogue: catalogue
            )
            let compared = try LookupOptions.compared(compareResolvers)
            let made = await request.plan(resolvers: try servers, compared: compared)
            if let problem = made.problem { throw problem }
            let text = DNSText(plan: made, catalogue: catalogue, language: try spoken)
            if let zoneFile { return tell(zoneFile, text, reporter) }
            if letter { return reporter.tell("letter", LetterLine(text), text: text.letter) }
            tell(text, reporter)
            guard made.isDone else { throw ExitStatus.finishedWithFailures }
        }
    }

    private func tell(_ choice: ZoneFileChoice, _ text: DNSText, _ reporter: Reporter) {
        let file = choice == .wanted ? text.wantedFile : text.todayFile
        reporter.tell("zone-file", ZoneFileLine(kind: choice.rawValue, text: file), text: String(file.dropLast()))
    }

    private func tell(_ text: DNSText, _ reporter: Reporter) {
        let plan = text.plan
        guard output.json else { return reporter.tell("totals", TotalsLine(plan), text: text.lines) }
        for record in plan.records where record.state != .unknown {
            reporter.tell("record", RecordLine(record), text: "")
        }
        for record in plan.records where record.state == .unknown {
            reporter.tell("open", OpenLine(record), text: "")
        }
        for conflict in plan.conflicts {
            reporter.tell("conflict", ConflictLine(conflict, text.say(conflict.phrase)), text: "")
        }
        for step in plan.steps { reporter.tell("step", StepLine(step, text.say(step.phrase)), text: "") }
        reporter.tell("totals", TotalsLine(plan), text: "")
    }

    private var servers: [String] {
        get throws { try resolver.map { try LookupOptions.address($0) } }
    }

    private var name: String {
        get throws {
            guard let name = DomainName.ascii(domain), name.contains("."), IPAddress(name) == nil else {
                throw ValidationError("'\(domain)' is no domain, as in firma.example")
            }
            return name
        }
    }

    private var spoken: Language {
        get throws {
            guard let language else { return Sentences.language }
            guard let known = Language(rawValue: language) else {
                throw ValidationError("--language is de, en or fr")
            }
            return known
        }
    }
}
