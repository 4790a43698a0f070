import HTTPServer

/// Who reads an answer: a random name in a cookie of its own, which the form below the answer carries too.
///
/// Reading needs no session and writes nothing. Another site can neither read nor set the cookie, so it cannot send the form.
enum Reader {
    /// The name, the one that the visitor has or a new one.
    static func name(_ visit: inout Visit) -> String {
        if let known = known(visit) { return known }
        let digits = (0..<4).map { _ in
            let part = String(UInt32.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 8 - part.count) + part
        }
        let name = digits.joined()
        visit.cookies.append(Cookie(cookie(visit), name, maxAge: 7 * 24 * 3600))
        return name
    }

    /// The form that was sent, provided that it is the reader's own.
    static func form(_ visit: Visit) async throws -> Form {
        let form = try await visit.request.form(limit: 4096, maxFields: 20)
        guard let name = known(visit), form["csrf"] == name else { throw Refusal.foreignForm }
        return form
    }

    private static func known(_ visit: Visit) -> String? {
        guard let name = visit.request.cookies[cookie(visit)], name.utf8.count == 32,
            name.allSatisfy({ $0.isASCII && $0.isHexDigit })
        else { return nil }
        return name
    }

    private static func cookie(_ visit: Visit) -> String { visit.request.isSecure ? "__Host-reader" : "reader" }
}
