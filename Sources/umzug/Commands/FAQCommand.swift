import ArgumentParser
import Site

/// `umzug faq`: the questions and answers.
struct FAQCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faq",
        abstract: "Look after the questions and answers.",
        subcommands: [Check.self]
    )

    /// `umzug faq check`: whether every link leads somewhere, and every problem and page has its answer in every language.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find broken links, missing translations, and names that nothing answers to."
        )

        @OptionGroup var output: OutputOption

        func run() async throws {
            let reporter = Reporter(json: output.json)
            let findings = FAQCheck.findings(templates: Resources.templates)
            for finding in findings.map({ Finding(name: $0.name, ok: $0.ok, detail: $0.detail) }) {
                let sign = finding.ok ? "ok " : "BAD"
                reporter.tell("finding", finding, text: "\(sign) \(finding.name): \(finding.detail)")
            }
            guard findings.allSatisfy(\.ok) else { throw ExitStatus.finishedWithFailures }
        }
    }
}
