import ArgumentParser
import Journal
import MailCore

/// What every command on an existing migration takes.
struct MigrationArgument: ParsableArguments {
    @Argument(help: "The migration's ID.")
    var id: String

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOption

    func validate() throws {
        _ = try Arguments.id(id)
    }

    var folder: DataFolder { DataFolder(path: data.path) }

    /// The ID as it exists in the data folder, however it was typed.
    var migration: MigrationID {
        get throws { try Arguments.id(id) }
    }
}
