public import ArgumentParser
import Foundation
import MailCore
import Planning
import Site
import Store
public import Texts

/// `umzug project`: projects that a consultant leads.
struct ProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project",
        abstract: "Begin projects from the command line.",
        subcommands: [Add.self]
    )

    /// `umzug project add`: a project with its customer's link, and with answers that are known already.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin a project for a consultant, and print its page and the customer's link."
        )

        @Argument(help: "What the project is called: the customer's name.") var name: String
        @Option(help: "The login of the consultant who leads it.") var consultant: String
        @Option(help: "The person who is invited to answer.") var customer: String
        @Option(help: "The person's mail address; nothing is sent to it.") var address: String?
        @Option(help: "The customer's language.") var language = Language.de
        @Option(help: .init("Answers by question, as JSON.", valueName: "file")) var answers: String?
        @Option(help: .init("Where visitors reach the web app; links begin with it.", valueName: "URL"))
        var publicURL = ""
        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        func run() async throws {
            let questionnaire = try Blueprint(directory: Resources.templates).questionnaire
            let answers = try answers.map { try AnswersFile(path: $0).answers(to: questionnaire) } ?? [:]
            let invited = try invitation
            let store = try SQLiteStore.open(data: data.path)
            defer { try? store.close() }
            guard let leader = try await store.consultant(login: consultant) else {
                throw ValidationError("There is no consultant «\(consultant)». See: umzug consultant list")
            }
            let new = NewProject(name: name, language: language.rawValue, questionnaire: questionnaire.version)
            let project = try await store.create(new, by: leader)
            let actor = ProjectAccess.consultant(leader).actor
            for (question, answer) in answers {
                _ = try await store.save(answer, to: question, of: project.id, basedOn: 0, by: actor)
            }
            let link = try await store.invite(invited, to: project.id, by: actor, mailing: false)
            tell(project.id, link)
        }

        private var invitation: Invitation {
            get throws {
                let parsed = try address.map { text in
                    guard let address = MailAddress(text) else {
                        throw ValidationError("«\(text)» is not a mail address.")
                    }
                    return address
                }
                return Invitation(name: customer, address: parsed, role: .customer, language: language.rawValue)
            }
        }

        private func tell(_ project: ProjectID, _ link: IssuedLink) {
            let page = "\(publicURL)\(Route.project(project, .hub).path)"
            let invitation = "\(publicURL)\(Route.projects(.join).path)?token=\(link.token.exposed)"
            let line = Line(id: project.rawValue, page: page, invitation: invitation)
            Reporter(json: output.json).tell("project", line, text: "project \(page)\ncustomer \(invitation)")
        }
    }

    private struct Line: Encodable {
        var id: String
        var page: String
        /// Opens the project to whoever has it, and is told only here.
        var invitation: String
    }
}

/// Answers that somebody has written down already: one of ``Planning/Answer`` by question.
private struct AnswersFile {
    var path: String

    /// The answers, each of which fits its question.
    func answers(to questionnaire: Questionnaire) throws -> [String: Answer] {
        var answers: [String: Answer]
        do {
            answers = try JSONDecoder().decode([String: Answer].self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw ValidationError("\(path) cannot be read as answers: \(error)")
        }
        for (id, answer) in answers {
            guard let question = questionnaire[id] else {
                throw ValidationError("\(path): there is no question «\(id)».")
            }
            // As it is kept where somebody types it.
            answers[id]?.value = answer.value.map(question.normalised)
            guard let flaw = answer.value.flatMap({ question.flaws(of: $0).first }) else { continue }
            let row = flaw.row.map { ", row \($0)" } ?? ""
            throw ValidationError("\(path): the answer to «\(id)»\(row) does not fit: \(flaw.phrase.key)")
        }
        return answers
    }
}

extension Language: ExpressibleByArgument {}
