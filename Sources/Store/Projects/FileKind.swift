/// A kind of file that projects take, known by its name's ending and by how it begins.
public struct FileKind: Hashable, Sendable {
    /// The ending, without the dot.
    public var ending: String
    /// The media type that it is given out as.
    public var mediaType: String
    /// What its content begins with; empty for text.
    let beginnings: [[UInt8]]

    private init(_ ending: String, _ mediaType: String, _ beginnings: [UInt8]...) {
        (self.ending, self.mediaType, self.beginnings) = (ending, mediaType, beginnings)
    }

    private static let zip: [UInt8] = [0x50, 0x4B, 3, 4]
    private static let office = "application/vnd.openxmlformats-officedocument"
    private static let open = "application/vnd.oasis.opendocument"

    /// The kinds that are taken: documents, tables, pictures, zone files; nothing that a browser would run.
    public static let all: [FileKind] = [
        FileKind("pdf", "application/pdf", Array("%PDF-".utf8)),
        FileKind("png", "image/png", [0x89, 0x50, 0x4E, 0x47]),
        FileKind("jpg", "image/jpeg", [0xFF, 0xD8, 0xFF]), FileKind("jpeg", "image/jpeg", [0xFF, 0xD8, 0xFF]),
        FileKind("txt", "text/plain"), FileKind("md", "text/markdown"), FileKind("csv", "text/csv"),
        FileKind("zone", "text/dns"), FileKind("ics", "text/calendar"), FileKind("vcf", "text/vcard"),
        FileKind("eml", "message/rfc822"),
        FileKind("docx", "\(office).wordprocessingml.document", zip),
        FileKind("xlsx", "\(office).spreadsheetml.sheet", zip),
        FileKind("pptx", "\(office).presentationml.presentation", zip),
        FileKind("odt", "\(open).text", zip), FileKind("ods", "\(open).spreadsheet", zip),
        FileKind("zip", "application/zip", zip),
    ]

    /// The endings that are taken, for people.
    public static var names: [String] { all.map(\.ending) }

    /// The kind that a name says.
    static func named(_ name: String) -> FileKind? {
        guard let dot = name.lastIndex(of: ".") else { return nil }
        let ending = name[name.index(after: dot)...].lowercased()
        return all.first { $0.ending == ending }
    }

    /// How many octets ``fits(_:)`` looks at.
    static let look = 512

    /// Whether a content that begins so can be of this kind; text has no NUL.
    func fits(_ beginning: [UInt8]) -> Bool {
        beginnings.isEmpty
            ? !beginning.prefix(FileKind.look).contains(0) : beginnings.contains { beginning.starts(with: $0) }
    }
}
