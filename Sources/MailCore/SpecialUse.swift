/// What a folder is for (RFC 6154, and RFC 8457 for `important`), without the backslash of the wire.
public enum SpecialUse: String, CaseIterable, Codable, Sendable {
    case all, archive, drafts, flagged, important, junk, sent, trash

    /// Whether the folder shows messages that live in other folders, so that copying it would double them.
    public var isVirtual: Bool {
        switch self {
        case .all, .flagged, .important: true
        case .archive, .drafts, .junk, .sent, .trash: false
        }
    }
}
