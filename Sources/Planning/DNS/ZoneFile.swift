public import MailCore

/// Records in the master format of RFC 1035 §5, which zone editors export and import.
public enum ZoneFile {
    /// The file's text; `comments` become lines at its head.
    public static func text(_ records: [DNSRecord], origin: String, comments: [String] = []) -> String {
        var lines = comments.map { "; " + $0.filter { !$0.isNewline } }
        lines.append("$ORIGIN \(origin).")
        for record in records where kinds.contains(record.kind) { lines.append(line(record)) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A record as a line of such a file.
    public static func line(_ record: DNSRecord) -> String {
        "\(record.name). \(record.lifetime) IN \(record.kind.rawValue) \(record.value.master)"
    }

    /// What the zone's own server makes (SOA, keys) is no business of an editor's.
    static let kinds: Set<DNSRecord.Kind> = [.a, .aaaa, .cname, .mx, .ns, .srv, .txt]
}
