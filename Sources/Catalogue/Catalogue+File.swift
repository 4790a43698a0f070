import FoundationEssentials
import MailCore
import Yams

extension Catalogue {
    /// Why the catalogue could not be read.
    public struct LoadError: Error, CustomStringConvertible, Sendable {
        /// The file and the reason.
        public let description: String
    }

    private struct File: Decodable {
        var schema: Int
        var providers: [Entry]
    }

    /// The version of the file's form that this program reads.
    static let schema = 1

    /// Reads `providers.yaml` in the folder `Templates/catalogue`.
    public init(directory: String) throws(LoadError) {
        let path = "\(directory)/providers.yaml"
        do {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try self.init(yaml: text)
        } catch {
            throw LoadError(description: "\(path): \(error)")
        }
    }

    /// Reads the text of such a file.
    init(yaml: String) throws {
        let file = try YAMLDecoder().decode(File.self, from: yaml)
        guard file.schema == Catalogue.schema else {
            throw LoadError(description: "schema \(file.schema), not \(Catalogue.schema)")
        }
        self.init(file.providers.map(\.provider))
    }
}
