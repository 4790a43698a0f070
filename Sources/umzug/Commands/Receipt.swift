import ArgumentParser
import Journal
import MailCore

/// `umzug receipt`: the balance and every exception; needs no lease.
struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Print the balance and every exception with its reason; works in every state."
    )

    @Flag(help: "Print the exceptions as CSV instead.")
    var csv = false

    @OptionGroup var migration: MigrationArgument

    func validate() throws {
        if csv, migration.output.json { throw ValidationError("--csv and --json exclude each other") }
    }

    func run() async throws {
        let reporter = Reporter(json: migration.output.json)
        try await reporter.ending {
            let id = try migration.migration
            reporter.concerns(id)
            let reader = try migration.folder.read(id)
            if csv { return try await reader.writeCSV { Terminal.write($0) } }
            try await pages(of: reader) { record in reporter.tell(.item(record.item)) }
            reporter.finish(try await reader.summary())
        }
    }

    /// A mailbox may have more exceptions than fit into memory.
    private func pages(of reader: JournalReader, tell: (ExceptionRecord) -> Void) async throws {
        var last: Int64 = 0
        while true {
            let page = try await reader.exceptions(after: last, limit: 500)
            guard let end = page.last else { return }
            page.forEach(tell)
            last = end.id
        }
    }
}
