import ArgumentParser
import FoundationEssentials
import MailCore

/// Reads the values of the contract out of argument text.
enum Arguments {
    static func endpoint(_ text: String) throws -> Endpoint {
        do {
            return try Endpoint(url: text)
        } catch {
            throw ValidationError("\(text): \(reason(error))")
        }
    }

    /// A target: a service that takes items.
    static func target(_ text: String) throws -> Endpoint {
        let endpoint = try endpoint(text)
        guard endpoint.service == .imap else { throw ValidationError("\(text): only IMAP can be a target") }
        return endpoint
    }

    static func kinds(_ text: String) throws -> Set<Kind> {
        let names = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        let kinds = try names.map { name in
            guard let kind = Kind(rawValue: name) else {
                let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("unknown kind '\(name)'; there are \(known)")
            }
            return kind
        }
        guard !kinds.isEmpty else { throw ValidationError("--kinds names no kind") }
        return Set(kinds)
    }

    static func pattern(_ text: String) throws -> FolderPattern {
        guard let pattern = FolderPattern(text) else { throw ValidationError("'\(text)' names no folder") }
        return pattern
    }

    /// `FROM=TO`; an equals sign inside a name is written `\=`.
    static func mapping(_ text: String) throws -> (FolderPath, FolderPath) {
        var escaped = false
        for index in text.indices {
            if escaped {
                escaped = false
            } else if text[index] == "\\" {
                escaped = true
            } else if text[index] == "=" {
                let after = text[text.index(after: index)...]
                if let from = FolderPath(text: String(text[..<index])), let to = FolderPath(text: String(after)) {
                    return (from, to)
                }
                break
            }
        }
        throw ValidationError("'\(text)' is not FROM=TO")
    }

    /// A day, as the first second of it in UTC.
    static func day(_ text: String) throws -> Int64 {
        let style = Date.ISO8601FormatStyle().year().month().day()
        guard text.utf8.count == 10, let date = try? style.parse(text) else {
            throw ValidationError("'\(text)' is not a day like 2024-01-31")
        }
        return Int64(date.timeIntervalSince1970)
    }

    static func id(_ text: String) throws -> MigrationID {
        guard let id = MigrationID(typed: text) else {
            throw ValidationError("'\(text)' is no migration ID: 8 to 64 characters of A-Z, a-z, 0-9 and -")
        }
        return id
    }

    /// A name for a migration to be made, taken as it is written.
    static func newID(_ text: String) throws -> MigrationID {
        guard let id = MigrationID(rawValue: text) else {
            throw ValidationError("'\(text)' is no migration ID: 8 to 64 characters of A-Z, a-z, 0-9 and -")
        }
        return id
    }

    /// A file that can be read, so that a wrong name is told before anything is connected.
    static func file(_ path: String) throws {
        guard FileManager.default.isReadableFile(atPath: path) else { throw ValidationError("cannot read \(path)") }
    }

    /// `HOST:PORT:ADDR:PORT`; addresses of IPv6 stand in brackets.
    static func redirection(_ text: String) throws {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 4, let last = parts.last, last.isEmpty || UInt16(last) != nil else {
            throw ValidationError("'\(text)' is not HOST:PORT:ADDR:PORT")
        }
    }

    private static func reason(_ error: Endpoint.URLError) -> String {
        switch error {
        case .unknownScheme: "use imaps://, imap://, pop3s:// or pop3://, as in imaps://anna@mail.example"
        case .missingHost: "the host is missing, as in imaps://anna@mail.example"
        case .missingUser: "the user name is missing, as in imaps://anna%40firma.example@mail.example"
        case .badPort(let port): "'\(port)' is no port"
        case .badPercentEncoding: "the percent-encoding of the user name is broken"
        case .passwordInURL: "a password does not belong in a URL; write a colon in a user name as %3A"
        }
    }
}
