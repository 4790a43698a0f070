import Foundation

/// The curl command as an independent client.
enum Curl {
    /// curl's exit status.
    struct Failure: Error, Equatable {
        let status: Int32
    }

    /// What curl prints for a URL, logged in as alice.
    static func run(_ url: String, authority: String, _ extra: String...) async throws -> String {
        let arguments = ["-sS", "--max-time", "20", "--cacert", authority, "--user", "alice:secret"] + extra + [url]
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try wait(arguments) })
            }
        }
    }

    private static func wait(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/curl")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        return text
    }
}
