/// One exception as programs read it: the `item` of `--json`, of the receipt as JSON, and its columns as CSV (DESIGN §4).
public struct ReceiptLine: Hashable, Encodable, Sendable {
    /// The kind of the item.
    public var kind: String
    /// The container at the source.
    public var container: String
    /// The source's reference.
    public var reference: String
    /// The subject or summary; empty where there is none.
    public var subject: String
    /// When the source received it.
    @OrNull public var date: String?
    /// Its size in octets.
    public var size: Int
    /// What happened.
    public var outcome: String
    /// The problem's code.
    public var code: String
    /// What an altered copy lacks, else the server's own words.
    public var detail: String

    /// The columns' names.
    public static let columns = ["kind", "folder", "subject", "date", "size", "outcome", "code", "detail"]

    /// An exception's line.
    public init(_ item: ReceiptItem) {
        kind = item.kind.rawValue
        container = item.container.description
        reference = item.reference.text
        subject = item.subject
        date = item.date.map(RFC3339.text)
        size = item.size
        outcome = item.outcome.rawValue
        code = item.problem.code.rawValue
        detail = item.problem.arguments["losses"] ?? item.problem.detail
    }

    /// The cells under ``columns``.
    public var cells: [String] {
        [kind, container, subject, date ?? "", String(size), outcome, code, detail]
    }
}
