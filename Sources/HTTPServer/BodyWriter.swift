/// Where a streamed response's octets go.
public struct BodyWriter: Sendable {
    private let push: @Sendable ([UInt8]) async throws -> Void

    init(push: @escaping @Sendable ([UInt8]) async throws -> Void) {
        self.push = push
    }

    /// Sends octets, waiting until there is room for them.
    ///
    /// - Throws: `CancellationError` once the client has gone.
    public func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await push(bytes)
    }

    /// Sends text in UTF-8.
    public func write(_ text: String) async throws {
        try await write(Array(text.utf8))
    }
}
