import MailCore

extension ResponseReader {
    /// A whole response.
    mutating func response() throws(Fault) -> Event {
        if take("+") {
            if peek == 32 { position += 1 }
            return .continuation(Continuation(text: Array(text[position...])))
        }
        guard take("*") else { return try tagged() }
        skipSpaces()
        if (48...57).contains(peek) { return .untagged(try numbered()) }
        let name = word()
        skipSpaces()
        if let condition = condition(name) { return .untagged(.status(status(condition))) }
        return .untagged(try data(name))
    }

    private mutating func tagged() throws(Fault) -> Event {
        let tag = word()
        skipSpaces()
        guard !tag.isEmpty, let condition = condition(word()), condition != .bye, condition != .preauth else {
            throw .syntax
        }
        skipSpaces()
        return .tagged(TaggedResponse(tag: string(tag), status(condition)))
    }

    private func condition(_ word: Range<Int>) -> StatusResponse.Condition? {
        if matches(word, "OK") { return .ok }
        if matches(word, "NO") { return .no }
        if matches(word, "BAD") { return .bad }
        if matches(word, "BYE") { return .bye }
        return matches(word, "PREAUTH") ? .preauth : nil
    }

    private mutating func numbered() throws(Fault) -> UntaggedResponse {
        let number = try number()
        skipSpaces()
        let name = word()
        if matches(name, "FETCH") {
            guard let sequence = UInt32(exactly: number) else { throw .syntax }
            var message = FetchResponse(sequence: sequence)
            try fetch(&message)
            return .fetch(message)
        }
        let count = min(Int(clamping: number), limits.amount)
        if matches(name, "EXISTS") { return .exists(count) }
        if matches(name, "RECENT") { return .recent(count) }
        guard matches(name, "EXPUNGE") else { return .unknown(string(name).uppercased()) }
        guard let sequence = UInt32(exactly: number) else { throw .syntax }
        return .expunge(sequence)
    }

    private mutating func data(_ name: Range<Int>) throws(Fault) -> UntaggedResponse {
        if matches(name, "SEARCH") { return .search(try search()) }
        if matches(name, "ESEARCH") { return .search(try extendedSearch()) }
        if matches(name, "VANISHED") { return try vanished() }
        if matches(name, "LIST") || matches(name, "XLIST") { return .list(try listing()) }
        if matches(name, "LSUB") { return .lsub(try listing()) }
        if matches(name, "STATUS") { return .mailboxStatus(try mailboxStatus()) }
        if matches(name, "FLAGS") { return .flags(try flags().flags) }
        if matches(name, "CAPABILITY") { return .capability(Capabilities(try names())) }
        if matches(name, "ENABLED") { return .enabled(try names()) }
        if matches(name, "NAMESPACE") { return .namespace(try namespaces()) }
        if matches(name, "ID") { return .id(try identification()) }
        if matches(name, "QUOTA") { return .quota(try quota()) }
        if matches(name, "QUOTAROOT") { return try quotaRoot() }
        guard !name.isEmpty else { throw .syntax }
        return .unknown(string(name).uppercased())
    }

    /// Atoms up to the end.
    mutating func names() throws(Fault) -> [String] {
        var names: [String] = []
        skipSpaces()
        while !isAtEnd {
            names.append(try atomText())
            guard names.count <= limits.elements else { throw .overLimit(.elements) }
            skipSpaces()
        }
        return names
    }

    /// A list of flags, or NIL.
    mutating func flags() throws(Fault) -> PermanentFlags {
        var flags = PermanentFlags(Flags(), allowsNewKeywords: false)
        if takeNIL() { return flags }
        try expect("(")
        var count = 0
        skipSpaces()
        while !take(")") {
            count += 1
            guard count <= limits.elements else { throw .overLimit(.elements) }
            try flag(into: &flags)
            skipSpaces()
        }
        return flags
    }

    private mutating func flag(into flags: inout PermanentFlags) throws(Fault) {
        guard peek == UInt8(ascii: "\\") else {
            flags.flags.keywords.insert(String(decoding: try astring(), as: UTF8.self))
            return
        }
        let name = try atom()
        if matches(name, "\\SEEN") {
            flags.flags.system.insert(.seen)
        } else if matches(name, "\\ANSWERED") {
            flags.flags.system.insert(.answered)
        } else if matches(name, "\\FLAGGED") {
            flags.flags.system.insert(.flagged)
        } else if matches(name, "\\DELETED") {
            flags.flags.system.insert(.deleted)
        } else if matches(name, "\\DRAFT") {
            flags.flags.system.insert(.draft)
        } else if matches(name, "\\*") {
            flags.allowsNewKeywords = true
        }
    }
}
