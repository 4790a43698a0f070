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

    static func remove(_ path: String) throws(Problem) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw .storage("\(path): \(error)")
        }
    }
}
