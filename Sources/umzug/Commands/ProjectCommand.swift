public import ArgumentParser
import Foundation
import MailCore
import Planning
import Site
import Store
public import Texts

/// `umzug project`: projects, for the operator.
struct ProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project",
        abstract: "Begin, list and delete projects from the command line.",
        subcommands: [Add.self, List.self, Delete.self]
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
            let reporter = Reporter(json: output.json)
            try await reporter.ending {
                let questionnaire = try Blueprint(directory: Resources.templates).questionnaire
                let answers = try answers.map { try AnswersFile(path: $0).answers(to: questionnaire) } ?? [:]
                let store = try SQLiteStore.existing(data: data.path)
                defer { try? store.close() }
                try await add(questionnaire.version, answers, store, reporter)
            }
        }

        private func add(
            _ version: Int,
            _ answers: [String: Answer],
            _ store: SQLiteStore,
            _ reporter: Reporter
        ) async throws {
            let invited = try invitation
            guard let leader = try await store.consultant(login: consultant) else {
                throw ConsultantDesk.usage("there is no consultant \(consultant); see: umzug consultant list")
            }
            let new = NewProject(name: name, language: language.rawValue, questionnaire: version)
            let project = try await store.create(new, by: leader)
            let actor = ProjectAccess.consultant(leader).actor
            for (question, answer) in answers {
                _ = try await store.save(answer, to: question, of: project.id, basedOn: 0, by: actor)
            }
            let link = try await store.invite(invited, to: project.id, by: actor, mailing: false)
            tell(project.id, link, reporter)
        }

        private var invitation: Invitation {
            get throws {
                let parsed = try address.map { text in
                    guard let address = MailAddress(text) else {
                        throw ConsultantDesk.usage("'\(text)' is no mail address")
                    }
                    return address
                }
                return Invitation(name: customer, address: parsed, role: .customer, language: language.rawValue)
            }
        }

        private func tell(_ project: ProjectID, _ link: IssuedLink, _ reporter: Reporter) {
            let page = "\(publicURL)\(Route.project(project, .hub).path)"
            let invitation = "\(publicURL)\(Route.projects(.join).path)?token=\(link.token.exposed)"
            let line = Line(id: project.rawValue, page: page, invitation: invitation)
            reporter.tell("project", line, text: "project \(page)\ncustomer \(invitation)")
        }
    }

    /// `umzug project list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List all projects, also those whose consultancy has no consultant any more."
        )

        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        func run() async throws {
            let reporter = Reporter(json: output.json)
            try await reporter.ending {
                let store = try SQLiteStore.existing(data: data.path)
                defer { try? store.close() }
                for (project, consultants) in try await store.projects() {
                    let line = ListLine(project, consultants)
                    reporter.tell("project", line, text: line.text)
                }
            }
        }
    }

    /// `umzug project delete`.
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a project with everything in it, its files too; there is no way back."
        )

        @Argument(help: "The project's ID.") var id: String
        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        func run() async throws {
            let reporter = Reporter(json: output.json)
            try await reporter.ending {
                let store = try SQLiteStore.existing(data: data.path)
                defer { try? store.close() }
                guard let id = ProjectID(typed: id), let project = try await store.project(id) else {
                    throw Problem(.unknownID, ["id": id], reaction: .stop, fixer: .you)
                }
                try await store.delete(id, by: .umzug)
                let line = DeletedLine(id: id.rawValue)
                reporter.tell("deleted", line, text: "deleted: \(id.rawValue) · \(project.name)")
            }
        }
    }

    private struct ListLine: Encodable, Sendable {
        var id: String
        var name: String
        /// Nil where a visitor began it and nobody has taken it on.
        var consultancy: String?
        var consultants: Int
        var created: String
        var lastVisit: String

        init(_ project: Project, _ consultants: Int) {
            id = project.id.rawValue
            name = project.name
            consultancy = project.consultancy?.name
            self.consultants = consultants
            created = Timestamp.text(Date(timeIntervalSince1970: Double(project.created)))
            lastVisit = Timestamp.text(Date(timeIntervalSince1970: Double(project.lastVisit)))
        }

        var text: String {
            let firm = consultancy.map { consultants == 0 ? "\($0) (no consultant)" : $0 } ?? "no consultancy"
            return [id, name, firm, "last visit \(lastVisit)"].joined(separator: " · ")
        }
    }

    private struct DeletedLine: Encodable, Sendable {
        var id: String
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
            throw ConsultantDesk.usage("\(path) cannot be read as answers: \(error)")
        }
        for (id, answer) in answers {
            guard let question = questionnaire[id] else {
                throw ConsultantDesk.usage("\(path): there is no question \(id)")
            }
            // As it is kept where somebody types it.
            answers[id]?.value = answer.value.map(question.normalised)
            guard let flaw = answer.value.flatMap({ question.flaws(of: $0).first }) else { continue }
            let row = flaw.row.map { ", row \($0)" } ?? ""
            throw ConsultantDesk.usage("\(path): the answer to \(id)\(row) does not fit: \(flaw.phrase.key)")
        }
        return answers
    }
}

extension Language: ExpressibleByArgument {}
