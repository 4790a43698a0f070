public import MailCore

extension Flags {
    /// Keywords that cannot be written in IMAP, because they are no atoms (RFC 9051 §9, `flag-keyword`).
    public var unsendableKeywords: Set<String> { keywords.filter { !Syntax.isAtom($0.utf8) } }

    /// The flags as a list, without what cannot be sent; keywords in a fixed order.
    var wireList: String {
        var names = Flags.systemNames.filter { system.contains($0.flag) }.map(\.name)
        if !keywords.isEmpty { names += keywords.filter { Syntax.isAtom($0.utf8) }.sorted() }
        return "(\(names.joined(separator: " ")))"
    }

    private static let systemNames: [(flag: System, name: String)] = [
        (.answered, "\\Answered"), (.flagged, "\\Flagged"), (.deleted, "\\Deleted"), (.seen, "\\Seen"),
        (.draft, "\\Draft"),
    ]
}
