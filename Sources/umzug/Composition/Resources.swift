import Catalogue
import Foundation
import MailCore

/// Where the files that belong to the program are: `Templates` and `Static`.
///
/// `$UMZUG_RESOURCES` where it is set; else `../share/umzug` beside the program (a package), else the nearest folder above
/// the program that holds both (a checkout), else the working folder.
enum Resources {
    static let folder: String = {
        if let named = ProcessInfo.processInfo.environment["UMZUG_RESOURCES"] { return named }
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        var folder = program.deletingLastPathComponent()
        let shared = folder.deletingLastPathComponent().appendingPathComponent("share/umzug")
        if holdsAll(shared.path) { return shared.path }
        while folder.path != "/" {
            if holdsAll(folder.path) { return folder.path }
            folder.deleteLastPathComponent()
        }
        return FileManager.default.currentDirectoryPath
    }()

    static var templates: String { folder + "/Templates" }
    static var statics: String { folder + "/Static" }
    /// What is known of providers.
    static func catalogue() throws -> Catalogue {
        do {
            return try Catalogue(directory: templates + "/catalogue")
        } catch {
            throw Problem(.storage, reaction: .stop, fixer: .operator, detail: error.description)
        }
    }

    static var locales: String { templates + "/locales" }

    /// This program, to start it again as a worker.
    static var program: String { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path }

    private static func holdsAll(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/Templates/locales")
            && FileManager.default.fileExists(atPath: path + "/Static")
    }
}
