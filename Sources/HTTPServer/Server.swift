public import Logging

/// An HTTP/1.1 server whose handlers are asynchronous.
public final class Server: Sendable {
    private let configuration: Configuration
    private let handler: Handler
    private let logger: Logger

    /// A server that does not listen yet.
    public init(_ configuration: Configuration, logger: Logger, handler: @escaping Handler) {
        self.configuration = configuration
        self.handler = handler
        self.logger = logger
    }

    /// Begins to listen, and gives the port.
    ///
    /// - Throws: `StartError`, where the address cannot be used or the certificate cannot be read.
    @discardableResult
    public func start() throws -> UInt16 {
        throw StartError.address("not available", errno: 0)
    }

    /// Stops listening, ends event streams, lets requests in hand finish until the deadline, then cuts them off.
    public func stop(within deadline: Duration = .seconds(10)) async {}
}
