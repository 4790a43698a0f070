import ArgumentParser
import Foundation

/// The command `umzug`: the web app, its worker, and everything that the browser can start.
@main
struct Umzug: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "umzug",
        abstract: "Moves mailboxes: byte for byte, resumable, and with a way back.",
        version: Release.version,
        subcommands: [
            Serve.self, WorkerCommand.self, Migrate.self, Pass.self, Resume.self, Retry.self, Cancel.self, Undo.self,
            Extend.self, Close.self,
            Delete.self,
            Verify.self, ReceiptCommand.self, Status.self, List.self, Check.self, Detect.self, DNSCommand.self,
            Doctor.self, ConsultantCommand.self, ProjectCommand.self, FAQCommand.self,
        ]
    )

    /// Parses, runs, and turns every end into the exit status of the contract.
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        do {
            let command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
            leave(ExitStatus.done.rawValue)
        } catch let status as ExitStatus {
            leave(status.rawValue)
        } catch {
            end(with: error)
        }
    }

    /// The argument parser says 64 for a wrong call; the contract says 2.
    private static func end(with error: any Error) -> Never {
        let code = exitCode(for: error)
        let text = fullMessage(for: error)
        if !text.isEmpty { Terminal.write(text + "\n", to: code.isSuccess ? .output : .error) }
        leave(code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue)
    }

    /// Ends at once: `exit` would take OpenSSL down under threads that still close connections.
    private static func leave(_ status: Int32) -> Never {
        _exit(status)
    }
}

/// What this build calls itself.
enum Release {
    static let version = "0.1.0"
}
