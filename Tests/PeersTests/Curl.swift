import Peers

/// The curl command as an independent client.
enum Curl {
    /// curl's exit status.
    struct Failure: Error, Equatable {
        let status: Int32
    }

    /// What curl prints for a URL, logged in as alice.
    static func run(_ url: String, authority: String, _ extra: String...) async throws -> String {
        let options = ["-sS", "--max-time", "20", "--cacert", authority, "--user", "alice:secret"]
        let (status, output) = try await Command.run(["curl"] + options + extra + [url])
        guard status == 0 else { throw Failure(status: status) }
        return output
    }
}
