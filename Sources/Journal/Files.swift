import FoundationEssentials
import MailCore

/// The few things that the journal needs of the file system.
enum Files {
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func makeFolder(_ path: String) throws(Problem) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .storage("\(path): \(error)")
        }
    }

    static func entries(_ path: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    static func touch(_ path: String) throws(Problem) {
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
            throw .storage("\(path): cannot be made")
        }
    }

    /// Removes the files of a folder whose names begin so.
    static func remove(_ folder: String, prefix: String) throws(Problem) {
        for name in entries(folder) where name.hasPrefix(prefix) { try remove("\(folder)/\(name)") }
    }

    static func remove(_ path: String) throws(Problem) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw .storage("\(path): \(error)")
        }
    }
}
