/// Answers a request.
///
/// It never throws: a middleware of the site turns errors into pages.
public typealias Handler = @Sendable (Request) async -> Response

/// Stands before a handler: may answer by itself, change the request, or change the answer.
public typealias Middleware = @Sendable (Request, Handler) async -> Response

/// The handler with the middlewares before it, the first of them outermost.
public func wrap(_ handler: @escaping Handler, in middlewares: [Middleware]) -> Handler {
    middlewares.reversed().reduce(handler) { inner, middleware in
        { request in await middleware(request, inner) }
    }
}
