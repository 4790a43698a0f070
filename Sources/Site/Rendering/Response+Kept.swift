import HTTPServer

extension Response {
    /// A page that browsers keep and ask about each time whether it is still the same, which takes no more than 304.
    ///
    /// What all readers of a language share may be kept by caches between them too; what only one reader sees may not.
    func kept(byOneReader: Bool = false) -> Response {
        var response = tagged()
        response.headers["Cache-Control"] = byOneReader ? "private, no-cache" : "no-cache"
        response.headers.append("Vary", "Accept-Language, Cookie")
        return response
    }
}
