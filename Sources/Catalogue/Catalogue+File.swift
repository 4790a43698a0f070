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

    private struct HostFile: Decodable {
        var schema: Int
        var hosts: [DNSHost]
    }

    /// The version of the file's form that this program reads.
    static let schema = 1

    /// Reads `providers.yaml` and `dns-hosts.yaml` in the folder `Templates/catalogue`.
    public init(directory: String) throws(LoadError) {
        do {
            let providers = try String(contentsOfFile: "\(directory)/providers.yaml", encoding: .utf8)
            let hosts = try String(contentsOfFile: "\(directory)/dns-hosts.yaml", encoding: .utf8)
            try self.init(yaml: providers, hosts: hosts)
        } catch {
            throw LoadError(description: "\(directory): \(error)")
        }
    }

    /// Reads the texts of such files.
    init(yaml: String, hosts: String? = nil) throws {
        let file = try YAMLDecoder().decode(File.self, from: yaml)
        let hostFile = try hosts.map { try YAMLDecoder().decode(HostFile.self, from: $0) }
        for schema in [file.schema, hostFile?.schema ?? Catalogue.schema] where schema != Catalogue.schema {
            throw LoadError(description: "schema \(schema), not \(Catalogue.schema)")
        }
        self.init(file.providers.map(\.provider), dnsHosts: hostFile?.hosts ?? [])
    }
}
