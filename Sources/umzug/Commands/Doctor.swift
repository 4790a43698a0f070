import ArgumentParser
import Foundation
import MailCore
import Settings

/// `umzug doctor`: whether this machine is fit to run the app.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the data folder, keys, resources, disk, clock, limits and mail server of this machine."
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOption
    @OptionGroup(title: "Mails to customers") var mail: MailOptions

    func run() async throws {
        let reporter = Reporter(json: output.json)
        let file = try config.read()
        var data = data
        data.folder = data.folder ?? file.text(.data)
        var mail = mail
        mail.take(file)
        let findings = await Findings(data: data.path, file: file, mail: mail).all
        for finding in findings {
            let mark = Sentences.say(finding.ok ? "doctor.ok" : "doctor.bad")
            reporter.tell(
                "finding",
                finding,
                text: "\(mark) \(Sentences.say("doctor.\(finding.name)")): \(finding.detail)"
            )
        }
        guard findings.allSatisfy(\.ok) else { throw ExitStatus.finishedWithFailures }
    }
}
