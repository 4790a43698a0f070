import ArgumentParser
import MailCore
import Secrets
import Store

/// `umzug consultant`: who may guide projects; works beside a running `serve`.
struct ConsultantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consultant",
        abstract: "Add, list and remove those who guide projects.",
        discussion: """
            Passwords come from UMZUG_CONSULTANT_PASSWORD, a prompt, or the first line of standard input; never from an \
            argument.
            """,
        subcommands: [Add.self, List.self, Remove.self, Password.self, Name.self, Codes.self]
    )

    /// `umzug consultant add`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a consultant, with a password.")

        @Argument(help: .init("What he or she logs in as.", valueName: "name"))
        var name: String

        @Option(
            name: .customLong("name"),
            help: .init("What customers read in place of the login.", valueName: "display name")
        )
        var displayName = ""

        @Option(help: .init("The firm: its consultants see each other's projects.", valueName: "firm"))
        var consultancy: String

        @Option(help: .init("Where mails about the firm's projects go (default: none are sent).", valueName: "address"))
        var address: String?

        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        func validate() throws {
            if let address, MailAddress(address) == nil {
                throw ValidationError("'\(address)' is no mail address")
            }
        }

        func run() async throws {
            try await ConsultantDesk.open(data, output, making: true) { desk in
                guard try await desk.store.consultant(login: name) == nil else {
                    throw ConsultantDesk.usage("there is a consultant \(name) already")
                }
                let consultant = NewConsultant(
                    login: name,
                    name: displayName,
                    consultancy: consultancy,
                    address: address.flatMap { MailAddress($0) },
                    verifier: try await desk.verifier(of: name)
                )
                let added = try await desk.store.add(consultant)
                try await desk.tell("added", added)
            }
        }
    }

    /// `umzug consultant list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the consultants.")

        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        func run() async throws {
            try await ConsultantDesk.open(data, output) { desk in
                for consultant in try await desk.store.consultants() {
                    let line = ConsultantLine(consultant)
                    desk.reporter.tell("consultant", line, text: line.text)
                }
            }
        }
    }

    /// `umzug consultant remove`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a consultant and end the logins; the firm's projects stay."
        )

        @Argument(help: .init("The login.", valueName: "name"))
        var name: String

        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        func run() async throws {
            try await ConsultantDesk.open(data, output) { desk in
                let consultant = try await desk.consultant(name)
                _ = try await desk.store.remove(consultant.id)
                try await desk.tell("removed", consultant)
            }
        }
    }

    /// `umzug consultant password`.
    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Set another password and end the logins.")

        @Argument(help: .init("The login.", valueName: "name"))
        var name: String

        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        func run() async throws {
            try await ConsultantDesk.open(data, output) { desk in
                let consultant = try await desk.consultant(name)
                try await desk.store.setPassword(try await desk.verifier(of: name), of: consultant.id)
                try await desk.tell("password-set", consultant)
            }
        }
    }

    /// `umzug consultant name`.
    struct Name: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Set the name that customers read.")

        @Argument(help: .init("The login.", valueName: "name"))
        var name: String

        @Argument(help: .init("What customers read; empty for the login.", valueName: "display name"))
        var displayName: String

        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        func run() async throws {
            try await ConsultantDesk.open(data, output) { desk in
                let consultant = try await desk.consultant(name)
                try await desk.store.setName(displayName, of: consultant.id)
                try await desk.tell("name-set", consultant)
            }
        }
    }

    /// `umzug consultant totp`.
    struct Codes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "totp",
            abstract: "Ask for a code of an authenticator app at each login from now on, and end the logins.",
            discussion: "Prints the secret for the app and waits for one code of it: a wrong one changes nothing."
        )

        @Argument(help: .init("The login.", valueName: "name"))
        var name: String

        @Flag(help: "Ask for no code any more.")
        var off = false

        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        func run() async throws {
            try await ConsultantDesk.open(data, output) { desk in
                let consultant = try await desk.consultant(name)
                try await desk.setCodes(off ? nil : try desk.agreedSecret(with: consultant), of: consultant)
                try await desk.tell(off ? "codes-off" : "codes-on", consultant)
            }
        }
    }
}
