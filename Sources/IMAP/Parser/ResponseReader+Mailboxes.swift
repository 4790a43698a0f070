import MailCore

extension ResponseReader {
    /// `(attributes) separator name [extended data]`.
    mutating func listing() throws(Fault) -> MailboxListing {
        var attributes: Set<String> = []
        if !takeNIL() {
            try expect("(")
            skipSpaces()
            while !take(")") {
                attributes.insert(try atomText().lowercased())
                guard attributes.count <= limits.elements else { throw .overLimit(.elements) }
                skipSpaces()
            }
        }
        skipSpaces()
        let separator = try separator()
        skipSpaces()
        var listing = MailboxListing(try mailbox(), separator: separator, attributes: attributes)
        skipSpaces()
        if peek == UInt8(ascii: "(") { try extendedData(into: &listing) }
        return listing
    }

    /// A mailbox's name; some servers forget to quote spaces, so that an atom may go on to the end of the line.
    private mutating func mailbox() throws(Fault) -> MailboxName {
        guard peek != UInt8(ascii: "\""), peek != UInt8(ascii: "{") else { return MailboxName(wire: try astring()) }
        let start = position
        while !isAtEnd, !(peek == 32 && position + 1 < text.count && text[position + 1] == UInt8(ascii: "(")) {
            position += 1
        }
        var end = position
        while end > start, text[end - 1] == 32 { end -= 1 }
        guard start < end else { throw .syntax }
        return MailboxName(wire: Array(text[start..<end]))
    }

    private mutating func separator() throws(Fault) -> Character? {
        guard let octet = try nstring()?.first, octet < 128 else { return nil }
        return Character(Unicode.Scalar(octet))
    }

    /// `(tag value …)`, such as `("CHILDINFO" ("SUBSCRIBED"))` (RFC 5258 §3.5).
    private mutating func extendedData(into listing: inout MailboxListing) throws(Fault) {
        try expect("(")
        skipSpaces()
        while !take(")") {
            let tag = String(decoding: try astring(), as: UTF8.self).uppercased()
            skipSpaces()
            if tag == "OLDNAME", take("(") {
                skipSpaces()
                listing.oldName = MailboxName(wire: try astring())
                skipSpaces()
                try expect(")")
            } else {
                try skipValue()
            }
            skipSpaces()
        }
    }

    /// `name (item value …)`.
    mutating func mailboxStatus() throws(Fault) -> MailboxStatus {
        var status = MailboxStatus(try mailbox())
        skipSpaces()
        try expect("(")
        skipSpaces()
        while !take(")") {
            let item = word()
            guard !item.isEmpty else { throw .syntax }
            skipSpaces()
            if !takeNIL() { try statusItem(item, into: &status) }
            skipSpaces()
        }
        return status
    }

    private mutating func statusItem(_ item: Range<Int>, into status: inout MailboxStatus) throws(Fault) {
        if matches(item, "MESSAGES") {
            status.messages = try integer()
        } else if matches(item, "UIDNEXT") {
            status.uidNext = UID(exactly: try number())
        } else if matches(item, "UIDVALIDITY") {
            status.uidValidity = UInt32(exactly: try number())
        } else if matches(item, "UNSEEN") {
            status.unseen = try integer()
        } else if matches(item, "DELETED") {
            status.deleted = try integer()
        } else if matches(item, "SIZE") {
            status.size = try integer()
        } else if matches(item, "HIGHESTMODSEQ") {
            status.highestModSeq = try number()
        } else if matches(item, "APPENDLIMIT") {
            status.appendLimit = try integer()
        } else if matches(item, "MAILBOXID") {
            let isOpen = take("(")
            status.mailboxID = try atomText()
            if isOpen { try expect(")") }
        } else if matches(item, "X-GUID") {
            status.guid = try atomText()
        } else {
            try skipValue()
        }
    }

    /// Three lists of `(prefix separator)`, each perhaps NIL.
    mutating func namespaces() throws(Fault) -> Namespaces {
        let personal = try namespaceList()
        let others = try namespaceList()
        return Namespaces(personal: personal, others: others, shared: try namespaceList())
    }

    private mutating func namespaceList() throws(Fault) -> [Namespace] {
        skipSpaces()
        if isAtEnd || takeNIL() { return [] }
        try expect("(")
        var list: [Namespace] = []
        skipSpaces()
        while !take(")") {
            try expect("(")
            skipSpaces()
            let prefix = MailboxName(wire: try nstring() ?? [])
            skipSpaces()
            list.append(Namespace(prefix: prefix, separator: try separator()))
            guard list.count <= limits.elements else { throw .overLimit(.elements) }
            skipSpaces()
            while !take(")") {
                try skipValue()
                skipSpaces()
            }
            skipSpaces()
        }
        return list
    }
}
