import FoundationEssentials

/// The sources of the site, for checks that read them.
enum Sources {
    static func all() throws -> [(String, String)] {
        let folder = "\(World.root)/Sources/Site"
        return try FileManager.default.enumeratePaths(folder).filter { $0.hasSuffix(".swift") }.map { file in
            let data = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
            return (file, String(decoding: data, as: UTF8.self))
        }
    }
}
