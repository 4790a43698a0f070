import HTTPServer

/// The header fields that protect visitors (DESIGN §6).
enum Protection {
    private static let policy = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'", "connect-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    static func applied(to response: Response, secure: Bool) -> Response {
        var response = response
        response.headers["Content-Security-Policy"] = policy
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if response.headers["Cache-Control"] == nil { response.headers["Cache-Control"] = "no-store" }
        if secure { response.headers["Strict-Transport-Security"] = "max-age=31536000" }
        return response
    }
}
