import ArgumentParser
import Foundation
import MailCore
import Settings

extension ServeOptions {
    /// Takes from the file what no flag says.
    mutating func take(_ file: SettingsFile) throws {
        data.folder = data.folder ?? file.text(.data)
        if allowedNetworks.isEmpty { allowedNetworks = file.list(.allowNetwork) ?? [] }
        caFile = caFile ?? file.text(.caFile)
        plaintextOK = plaintextOK || file.flag(.plaintextOK) == true
        if connectTo.isEmpty { connectTo = file.list(.connectTo) ?? [] }
        lookup.resolver = lookup.resolver ?? file.text(.resolver)
        if compareResolvers.isEmpty { compareResolvers = file.list(.compareResolver) ?? [] }
        lookup.ispdb = lookup.ispdb ?? file.text(.ispdb)
        mail.take(file)
        do {
            try lookup.validate()
            try mail.validate()
            try validate()
        } catch {
            throw ValidationError("configuration file: \(error)")
        }
    }
}

/// `--config FILE`: the settings that are not given as flags.
struct ConfigOption: ParsableArguments {
    @Option(name: .customLong("config"), help: .init("Read settings from this file; flags win.", valueName: "file"))
    var path: String?

    /// The file's settings, checked; nothing where no file is named.
    ///
    /// - Throws: what is wrong, as a wrong call (exit 2).
    func read() throws -> SettingsFile {
        guard let path else { return SettingsFile() }
        guard let yaml = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ValidationError("the configuration file \(path) cannot be read")
        }
        do {
            return try SettingsFile(yaml: yaml, path: path, isReadable: FileManager.default.isReadableFile)
        } catch {
            Terminal.write(error.description + "\n", to: .error)
            throw ExitStatus.usage
        }
    }
}
