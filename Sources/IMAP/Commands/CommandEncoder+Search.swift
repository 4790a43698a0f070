import MailCore

extension CommandEncoder {
    /// The arguments of SEARCH.
    mutating func search(_ keys: [SearchKey], _ returning: [SearchReturn]) {
        if !returning.isEmpty { text(" RETURN (\(returning.map(\.rawValue).joined(separator: " ")))") }
        if keys.contains(where: \.hasNonASCII) { text(" CHARSET UTF-8") }
        for key in keys.isEmpty ? [.all] : keys { search(key) }
    }

    private mutating func search(_ key: SearchKey) {
        switch key {
        case .all: text(" ALL")
        case .deleted: text(" DELETED")
        case .uid(let uids): text(" UID \(uids)")
        case .header(let field, let value):
            text(" HEADER")
            astring(Array(field.utf8))
            text(" ")
            string(Array(value.utf8))
        case .keyword(let keyword):
            text(" KEYWORD")
            astring(Array(keyword.utf8))
        case .since(let date): text(" SINCE \(date.imapDay)")
        case .modSeq(let value): text(" MODSEQ \(value)")
        case .not(let inner):
            text(" NOT")
            search(inner)
        }
    }
}

extension SearchKey {
    fileprivate var hasNonASCII: Bool {
        switch self {
        case .header(_, let value): value.utf8.contains { $0 > 127 }
        case .not(let inner): inner.hasNonASCII
        case .all, .deleted, .uid, .keyword, .since, .modSeq: false
        }
    }
}
