import HTTPServer

/// Why there is an error page instead of the page asked for.
enum Refusal: Error, Equatable {
    case notFound
    /// The form does not belong to the session: it was open too long, or comes from elsewhere.
    case foreignForm
    /// What was entered is no longer there.
    case expired
    case tooMany(seconds: Int)
    case body(BodyError)
    case failure

    var status: Status {
        switch self {
        case .notFound: .notFound
        case .foreignForm, .expired: .forbidden
        case .tooMany: .tooManyRequests
        case .body(let error): error.status
        case .failure: .internalError
        }
    }

    /// The name of its texts.
    var key: String {
        switch self {
        case .notFound: "notFound"
        case .foreignForm, .expired: "expired"
        case .tooMany: "tooMany"
        case .body: "body"
        case .failure: "failure"
        }
    }
}
