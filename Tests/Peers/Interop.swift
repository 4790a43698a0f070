import Foundation
import MailCore

/// The independent client: fills sample mailboxes and compares accounts message by message, in Python
/// (`Tests/Interop`), so that a mistake of ours in reading is not made twice.
public enum Interop {
    /// A sample mailbox of `Tests/Interop/mailboxes.py`.
    public enum Mailbox: String, Sendable {
        /// 2,000 messages, 52 MB, 60 folders: flags, keywords, dates over ten years, umlauts.
        case mixed
        /// Everything that a mailbox should not hold and does.
        case hostile
        /// 10,000 small messages.
        case small
        /// 20 new messages in folders of the mixed mailbox.
        case new
    }

    /// What was stored.
    public struct Filled: Decodable, Sendable {
        /// Messages stored.
        public let messages: Int
        /// Their octets.
        public let octets: Int
        /// Folders made.
        public let folders: Int
        /// Folders and messages that the server refused.
        public let refused: [String]
    }

    /// One difference between two accounts.
    public struct Difference: Decodable, Hashable, Sendable {
        /// `missing`, `extra`, `flags`, `date` or `no folder`.
        public let difference: String
        /// The folder, levels joined by `/`.
        public let folder: String
        /// What differs.
        public let detail: String
        /// The UID at the side where the message is.
        public let uid: Int?
        /// The octets of the message.
        public let octets: Int?
        /// The Message-ID, empty where there is none.
        public let id: String?
        /// The subject as it stands in the header.
        public let subject: String?
    }

    /// Why a tool failed, with what it printed.
    public struct Failure: Error, CustomStringConvertible {
        /// The tool's output.
        public let description: String
    }

    /// An account with the means to log in.
    public struct Account: Sendable {
        let endpoint: Endpoint
        let password: String
        let authority: String

        /// An account on a peer; `port` replaces the server's own (for a proxy before it).
        public init(_ peer: Peer, user: String = "alice", password: String = "secret", port: Int? = nil) {
            endpoint = peer.endpoint(user: user, port: port)
            self.password = password
            authority = peer.authority
        }
    }

    /// Stores a sample mailbox; `options` as `fill.py --help` lists them.
    @discardableResult
    public static func fill(
        _ account: Account,
        with mailbox: Mailbox,
        _ options: [String] = []
    ) async throws -> Filled {
        let arguments = [mailbox.rawValue, account.endpoint.description, "--ca-file", account.authority] + options
        let (status, output) = try await run("fill.py", arguments, ["UMZUG_PASSWORD": account.password])
        guard status == 0 else { throw Failure(description: output) }
        return try JSONDecoder().decode(Filled.self, from: Data(output.utf8))
    }

    /// All differences between two accounts; `options` as `compare.py --help` lists them.
    public static func compare(_ source: Account, _ target: Account, _ options: String...) async throws -> [Difference]
    {
        let urls = [source.endpoint.description, target.endpoint.description]
        let passwords = ["UMZUG_SOURCE_PASSWORD": source.password, "UMZUG_TARGET_PASSWORD": target.password]
        let (status, output) = try await run(
            "compare.py",
            urls + ["--ca-file", source.authority] + options,
            passwords
        )
        guard status == 0 || status == 1 else { throw Failure(description: output) }
        return try output.split(separator: "\n").dropLast().map { line in
            try JSONDecoder().decode(Difference.self, from: Data(line.utf8))
        }
    }

    private static func run(
        _ tool: String,
        _ arguments: [String],
        _ environment: [String: String]
    ) async throws -> (status: Int32, output: String) {
        let command = ["python3", Tools.path("../Interop/\(tool)")] + arguments
        return try await Command.run(command, environment: environment)
    }
}
