/// A status code (RFC 9110 §15).
public struct Status: RawRepresentable, Hashable, Sendable {
    /// The number.
    public let rawValue: Int
    /// Takes a number.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// 200.
    public static let ok = Status(rawValue: 200)
    /// 204: done, nothing to show.
    public static let noContent = Status(rawValue: 204)
    /// 303: see the page that `Location` names, with GET.
    public static let seeOther = Status(rawValue: 303)
    /// 304: what you have is still right.
    public static let notModified = Status(rawValue: 304)
    /// 308: moved for good, same method.
    public static let permanentRedirect = Status(rawValue: 308)
    /// 400.
    public static let badRequest = Status(rawValue: 400)
    /// 403.
    public static let forbidden = Status(rawValue: 403)
    /// 404.
    public static let notFound = Status(rawValue: 404)
    /// 405; `Allow` names what is allowed.
    public static let methodNotAllowed = Status(rawValue: 405)
    /// 408.
    public static let requestTimeout = Status(rawValue: 408)
    /// 409: somebody else changed it in between.
    public static let conflict = Status(rawValue: 409)
    /// 413.
    public static let contentTooLarge = Status(rawValue: 413)
    /// 415.
    public static let unsupportedMediaType = Status(rawValue: 415)
    /// 422: understood, but what was entered needs correcting.
    public static let unprocessable = Status(rawValue: 422)
    /// 429.
    public static let tooManyRequests = Status(rawValue: 429)
    /// 431.
    public static let headersTooLarge = Status(rawValue: 431)
    /// 500.
    public static let internalError = Status(rawValue: 500)
    /// 503.
    public static let unavailable = Status(rawValue: 503)
}
