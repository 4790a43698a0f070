import ArgumentParser
import Foundation

/// `--data`: the one folder that everything is kept in.
struct DataOption: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: .init("The data folder (default: $UMZUG_DATA, else ./data).", valueName: "folder")
    )
    var folder: String?

    var path: String {
        folder ?? ProcessInfo.processInfo.environment["UMZUG_DATA"] ?? "data"
    }
}

/// `--json`: lines for programs instead of text for people.
struct OutputOption: ParsableArguments {
    @Flag(help: "Print JSON lines on standard output; logs go to standard error.")
    var json = false
}
