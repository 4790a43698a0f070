internal import MailCore

extension Setting.Form {
    /// What is wrong with a value, as the end of a sentence; empty where nothing is.
    func fault(in text: String, _ isReadable: (String) -> Bool) -> String {
        switch self {
        case .text(let most):
            if text.count > most { return "must be at most \(most) characters long." }
            return text.allSatisfy { !$0.isNewline && $0 != "\0" } ? "" : "must be one line."
        case .address:
            return Setting.address(text) != nil ? "" : "must be ADDRESS:PORT, as in 127.0.0.1:8080, not \"\(text)\"."
        case .file: return isReadable(text) ? "" : "names a file that cannot be read: \(text)"
        case .folder: return text.isEmpty ? "must name a folder." : ""
        case .url: return Setting.isURL(text) ? "" : "must begin with https:// or http://, not \"\(text)\"."
        case .mailServer:
            return Setting.mailServer(text) != nil ? "" : "must be \(Setting.mailServerForm), not \"\(text)\"."
        case .sender:
            return Setting.sender(text) != nil ? "" : "must be ADDRESS or \"NAME <ADDRESS>\", not \"\(text)\"."
        case .flag: return Setting.flag(text) != nil ? "" : "must be yes or no, not \"\(text)\"."
        case .number(let bounds):
            return Int(text).map(bounds.contains) == true
                ? "" : "must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound), not \"\(text)\"."
        case .choice(let words):
            return words.contains(text) ? "" : "must be one of \(words.joined(separator: ", ")), not \"\(text)\"."
        case .colour:
            return Colour(text) != nil ? "" : "must be a colour as in \"#1f35c7\" (with quotes), not \"\(text)\"."
        case .networks: return IPNetwork(text) != nil ? "" : "must be networks as in 10.1.2.0/24, not \"\(text)\"."
        case .list: return ""
        }
    }

    /// The value of a text without fault.
    func value(of text: String) -> SettingsFile.Value {
        switch self {
        case .flag: .flag(Setting.flag(text) ?? false)
        case .number: .number(Int(text) ?? 0)
        case .text, .address, .file, .folder, .url, .mailServer, .sender, .choice, .colour, .networks, .list:
            .text(text)
        }
    }
}

extension Setting {
    /// Takes `ADDRESS:PORT` apart; an IPv6 address stands in brackets.
    public static func address(_ text: String) -> (host: String, port: UInt16)? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        return (String(host), port)
    }

    static func isURL(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        return !rest.isEmpty && rest.first != UInt8(ascii: "/")
            && rest.allSatisfy { (33...126).contains($0) && !#""'<>\`"#.utf8.contains($0) }
    }

    static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "yes", "true", "on": true
        case "no", "false", "off": false
        default: nil
        }
    }
}
