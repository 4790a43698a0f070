import MailCore

extension ResponseReader {
    /// The message and section that a literal belongs to whose marker ends the text; nil where the text is no FETCH.
    static func streamedLiteral(_ frame: Frame, length: Int, _ limits: IMAPLimits) -> StreamedLiteral? {
        var reader = ResponseReader(frame, limits)
        guard reader.take("*") else { return nil }
        reader.skipSpaces()
        do {
            var message = FetchResponse(sequence: try reader.number32())
            reader.skipSpaces()
            guard reader.takeWord("FETCH") else { return nil }
            var pending: (section: Section, origin: Int?)?
            do {
                try reader.fetch(&message, pending: &pending)
                return nil
            } catch .pendingLiteral {
                guard let pending else { return nil }
                return StreamedLiteral(
                    length: length,
                    message: message,
                    section: pending.section,
                    origin: pending.origin
                )
            }
        } catch {
            return nil
        }
    }

    /// The attributes of a message.
    mutating func fetch(_ message: inout FetchResponse) throws(Fault) {
        var pending: (section: Section, origin: Int?)?
        try fetch(&message, pending: &pending)
    }

    private mutating func fetch(
        _ message: inout FetchResponse,
        pending: inout (section: Section, origin: Int?)?
    ) throws(Fault) {
        skipSpaces()
        try expect("(")
        skipSpaces()
        while !take(")") {
            let name = word()
            guard !name.isEmpty else { throw .syntax }
            if peek == UInt8(ascii: "["), matches(name, "BODY") || matches(name, "BINARY") {
                try section(isBinary: name.count == 6, into: &message, pending: &pending)
            } else {
                skipSpaces()
                pending = ResponseReader.wholeAttribute(name, self).map { ($0, nil) }
                try attribute(name, into: &message)
                pending = nil
            }
            skipSpaces()
        }
    }

    private mutating func section(
        isBinary: Bool,
        into message: inout FetchResponse,
        pending: inout (section: Section, origin: Int?)?
    ) throws(Fault) {
        let section = isBinary ? try binarySection() : try bodySection()
        var origin: Int?
        if take("<") {
            origin = try integer()
            try expect(">")
        }
        skipSpaces()
        pending = (section, origin)
        message.sections.append(FetchedSection(section, origin: origin, try content()))
        guard message.sections.count <= limits.elements else { throw .overLimit(.elements) }
        pending = nil
    }

    private mutating func bodySection() throws(Fault) -> Section {
        let specification = try bracketed()
        if specification.isEmpty { return .whole }
        if matches(specification, "HEADER") { return .header }
        if matches(specification, "TEXT") { return .text }
        let fields: StaticString = "HEADER.FIELDS"
        let start = specification.lowerBound
        let isFields =
            specification.count > fields.utf8CodeUnitCount && text[start + fields.utf8CodeUnitCount] == 32
            && matches(start..<start + fields.utf8CodeUnitCount, fields)
        return isFields ? .headerFields : .other(string(specification))
    }

    private mutating func binarySection() throws(Fault) -> Section {
        let specification = try bracketed()
        return specification.isEmpty ? .binary : .other("BINARY " + string(specification))
    }

    /// What stands between brackets, whose own strings may hold brackets.
    private mutating func bracketed() throws(Fault) -> Range<Int> {
        try expect("[")
        let start = position
        var isQuoted = false
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\\") where isQuoted: position += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "]") where !isQuoted:
                position += 1
                return start..<position - 1
            default: break
            }
            position += 1
        }
        throw .syntax
    }

    /// The old names of sections.
    private static func wholeAttribute(_ name: Range<Int>, _ reader: ResponseReader) -> Section? {
        if reader.matches(name, "RFC822") { return .whole }
        if reader.matches(name, "RFC822.HEADER") { return .header }
        return reader.matches(name, "RFC822.TEXT") ? .text : nil
    }

    private mutating func attribute(_ name: Range<Int>, into message: inout FetchResponse) throws(Fault) {
        if let section = ResponseReader.wholeAttribute(name, self) {
            message.sections.append(FetchedSection(section, try content()))
        } else if matches(name, "FLAGS") {
            message.flags = try flags().flags
        } else if takeNIL() {
            return
        } else if matches(name, "UID") {
            message.uid = try number32()
        } else if matches(name, "RFC822.SIZE") {
            message.size = min(try integer(), limits.messageSize)
        } else if matches(name, "INTERNALDATE") {
            message.internalDate = InternalDate(imapText: try astring())
        } else if matches(name, "MODSEQ") {
            message.modSeq = try parenthesized { reader throws(Fault) in try reader.number() }
        } else if matches(name, "ENVELOPE") {
            message.envelope = try envelope()
        } else {
            try extensionAttribute(name, into: &message)
        }
    }

    private mutating func extensionAttribute(_ name: Range<Int>, into message: inout FetchResponse) throws(Fault) {
        if matches(name, "EMAILID") {
            message.emailID = try parenthesized { reader throws(Fault) in try reader.atomText() }
        } else if matches(name, "X-GM-MSGID") {
            message.emailID = try atomText()
        } else if matches(name, "THREADID") {
            message.threadID = try parenthesized { reader throws(Fault) in try reader.atomText() }
        } else if matches(name, "X-GM-THRID") {
            message.threadID = try atomText()
        } else if matches(name, "X-GM-LABELS") {
            message.labels = try labels()
        } else {
            // The section of an attribute such as BINARY.SIZE[1].
            if peek == UInt8(ascii: "[") { _ = try bracketed() }
            try skipValue()
        }
    }

    /// A value in parentheses, which some servers leave out.
    private mutating func parenthesized<Value>(
        _ read: (inout ResponseReader) throws(Fault) -> Value
    ) throws(Fault) -> Value {
        let isOpen = take("(")
        let value = try read(&self)
        if isOpen { try expect(")") }
        return value
    }

    private mutating func labels() throws(Fault) -> [String] {
        try expect("(")
        var labels: [String] = []
        skipSpaces()
        while !take(")") {
            labels.append(String(decoding: try astring(), as: UTF8.self))
            guard labels.count <= limits.elements else { throw .overLimit(.elements) }
            skipSpaces()
        }
        return labels
    }

    /// `(date subject from sender reply-to to cc bcc in-reply-to message-id)`.
    private mutating func envelope() throws(Fault) -> Envelope {
        try expect("(")
        skipSpaces()
        let date = try nstring()
        skipSpaces()
        let subject = try nstring()
        for _ in 0..<7 { try skipValue() }
        skipSpaces()
        let messageID = try nstring()
        skipSpaces()
        try expect(")")
        return Envelope(date: date, subject: subject, messageID: messageID)
    }
}
