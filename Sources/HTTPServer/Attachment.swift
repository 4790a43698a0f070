extension Response {
    /// A `Content-Disposition` that has a file saved under that name, whatever its letters (RFC 6266).
    public static func attachment(_ name: String) -> String {
        let plain = name.map { character in
            character.isASCII && (character.isLetter || character.isNumber || "-_. ".contains(character))
                ? String(character) : "_"
        }.joined()
        guard plain != name else { return "attachment; filename=\"\(name)\"" }
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(PercentEncoding.encode(name))"
    }
}
