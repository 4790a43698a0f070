import ArgumentParser
import MailCore

/// `umzug check`: logs in and tells what is there; changes nothing.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Log in at a source and list capabilities, folders, counts and sizes; changes nothing."
    )

    @Option(help: .init("The mailbox, as imaps://user@host, imap://, pop3s:// or pop3://.", valueName: "url"))
    var source: String

    @OptionGroup(title: "Source login") var login: SourceLogin
    @OptionGroup(title: "Connections") var connection: ConnectionOptions
    /// Taken as by every command; a check keeps nothing there.
    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOption

    func validate() throws {
        _ = try Arguments.endpoint(source)
    }

    func run() async throws {
        let reporter = Reporter(json: output.json)
        try await reporter.ending {
            let endpoint = try Arguments.endpoint(source)
            let mailbox = Connections(connection).source(endpoint, try login.secret.credential(for: endpoint))
            let inspection = try await SourceInspection.make(of: mailbox)
            await mailbox.close()
            tell(inspection, to: reporter)
        }
    }

    private func tell(_ inspection: SourceInspection, to reporter: Reporter) {
        let capabilities = inspection.description.capabilities
        reporter.tell("capabilities", Lines.Capabilities(list: capabilities), text: capabilities.joined(separator: " "))
        let folders = inspection.containers.filter { $0.exclusion != .notSelectable }.map(Lines.Folder.init)
        for folder in folders {
            reporter.tell("folder", folder, text: folder.text)
        }
        let totals = Lines.Totals(folders)
        reporter.tell("totals", totals, text: "\(totals.folders) folders, \(totals.messages) messages")
    }
}

extension Check {
    /// The lines of `check` (DESIGN §4).
    enum Lines {
        struct Capabilities: Encodable { var list: [String] }

        struct Folder: Encodable {
            var path: String
            @OrNull var messages: Int?
            @OrNull var bytes: Int?
            @OrNull var specialUse: String?

            init(_ container: SourceContainer) {
                path = container.path.description
                messages = container.count
                bytes = container.bytes
                specialUse = container.specialUse?.rawValue
            }

            var text: String {
                let size = bytes.map { ", \($0) bytes" } ?? ""
                return "\(path): \(messages ?? 0) messages\(size)" + (specialUse.map { " (\($0))" } ?? "")
            }
        }

        struct Totals: Encodable {
            var folders: Int
            var messages: Int
            @OrNull var bytes: Int?

            init(_ list: [Folder]) {
                folders = list.count
                messages = list.reduce(0) { $0 + ($1.messages ?? 0) }
                bytes = list.contains { $0.bytes == nil } ? nil : list.reduce(0) { $0 + ($1.bytes ?? 0) }
            }
        }
    }
}

extension SourceInspection {
    /// Looks into a source.
    static func make(of source: any Source) async throws(Problem) -> SourceInspection {
        let description = try await source.describe()
        var containers: [SourceContainer] = []
        for kind in Kind.allCases where description.kinds.contains(kind) {
            containers += try await source.containers(kind)
        }
        return SourceInspection(description: description, containers: containers)
    }
}
