import MailCore
import Planning

extension PlanEdits.ZoneEdits {
    /// A record as the manager shows it; nil where its value is none of that type.
    static func record(_ name: String, _ kind: DNSRecord.Kind, _ value: String) -> DNSRecord? {
        let name = name.lowercased().hasSuffix(".") ? String(name.lowercased().dropLast()) : name.lowercased()
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && !$0.isWhitespace && !"{}\"();".contains($0) }) else {
            return nil
        }
        var text = value.trimmingWhitespace.split(whereSeparator: \.isNewline).joined(separator: " ")
        switch kind {
        case .txt:
            // Managers show texts with and without quotes; long ones in several.
            let parts =
                text.contains("\"")
                ? text.split(separator: "\"").filter { !$0.allSatisfy(\.isWhitespace) } : [text[...]]
            text = parts.joined()
            return text.isEmpty
                ? nil : DNSRecord(name: name, kind: .txt, value: .text(text), lifetime: DNSPlan.lifetime)
        case .cname, .mx, .srv:
            if !text.hasSuffix(".") { text += "." }
            let line = "\(name). \(DNSPlan.lifetime) IN \(kind.rawValue) \(text)"
            return (try? ZoneFile.records(line))?.first
        case .a, .aaaa:
            return (try? ZoneFile.records("\(name). \(DNSPlan.lifetime) IN \(kind.rawValue) \(text)"))?.first
        case .ns, .soa, .ds, .dnskey: return nil
        }
    }
}
