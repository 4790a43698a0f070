import MailCore

extension ResponseReader {
    /// Numbers, and perhaps `(MODSEQ n)` at the end (RFC 7162 §3.1.5).
    mutating func search() throws(Fault) -> SearchResult {
        var result = SearchResult()
        var all = UIDSet(ranges: [])
        skipSpaces()
        while !isAtEnd {
            if take("(") {
                guard takeWord("MODSEQ") else { throw .syntax }
                skipSpaces()
                result.modSeq = try number()
                try expect(")")
            } else {
                let uid = try number32()
                all.append(uid...uid)
                guard all.ranges.count <= limits.ranges else { throw .overLimit(.ranges) }
            }
            skipSpaces()
        }
        result.all = all
        return result
    }

    /// `(TAG "a1") UID ALL 1:3 …` (RFC 4731 §3.1).
    mutating func extendedSearch() throws(Fault) -> SearchResult {
        var result = SearchResult()
        if take("(") {
            skipSpaces()
            guard takeWord("TAG") else { throw .syntax }
            skipSpaces()
            result.tag = String(decoding: try astring(), as: UTF8.self)
            skipSpaces()
            try expect(")")
        }
        skipSpaces()
        while !isAtEnd {
            let name = word()
            guard !name.isEmpty else { throw .syntax }
            skipSpaces()
            try searchItem(name, into: &result)
            skipSpaces()
        }
        return result
    }

    private mutating func searchItem(_ name: Range<Int>, into result: inout SearchResult) throws(Fault) {
        if matches(name, "UID") {
            return
        } else if matches(name, "ALL") {
            result.all = try set()
        } else if matches(name, "MIN") {
            result.min = try number32()
        } else if matches(name, "MAX") {
            result.max = try number32()
        } else if matches(name, "COUNT") {
            result.count = try integer()
        } else if matches(name, "MODSEQ") {
            result.modSeq = try number()
        } else {
            try skipValue()
        }
    }

    /// `(EARLIER) set` or `set`.
    mutating func vanished() throws(Fault) -> UntaggedResponse {
        let isEarlier = take("(")
        if isEarlier {
            guard takeWord("EARLIER") else { throw .syntax }
            try expect(")")
            skipSpaces()
        }
        return .vanished(earlier: isEarlier, try set())
    }

    /// `("name" "value" …)` or NIL.
    mutating func identification() throws(Fault) -> [String: String] {
        if isAtEnd || takeNIL() { return [:] }
        try expect("(")
        var fields: [String: String] = [:]
        skipSpaces()
        while !take(")") {
            let name = String(decoding: try astring(), as: UTF8.self).lowercased()
            skipSpaces()
            if let value = try nstring() { fields[name] = String(decoding: value, as: UTF8.self) }
            guard fields.count <= limits.elements else { throw .overLimit(.elements) }
            skipSpaces()
        }
        return fields
    }

    /// `root (resource usage limit …)`.
    mutating func quota() throws(Fault) -> Quota {
        var quota = Quota(root: String(decoding: try astring(), as: UTF8.self), resources: [])
        skipSpaces()
        if takeNIL() { return quota }
        try expect("(")
        skipSpaces()
        while !take(")") {
            let name = try atomText().uppercased()
            skipSpaces()
            let usage = try amount()
            skipSpaces()
            quota.resources.append(Quota.Resource(name: name, usage: usage, limit: try amount()))
            guard quota.resources.count <= limits.elements else { throw .overLimit(.elements) }
            skipSpaces()
        }
        return quota
    }

    /// A number that some servers write as 2^64 - 1 for "no limit".
    private mutating func amount() throws(Fault) -> Int { Int(clamping: try number()) }

    /// `mailbox root …`.
    mutating func quotaRoot() throws(Fault) -> UntaggedResponse {
        let mailbox = MailboxName(wire: try astring())
        var roots: [String] = []
        skipSpaces()
        while !isAtEnd {
            roots.append(String(decoding: try astring(), as: UTF8.self))
            guard roots.count <= limits.elements else { throw .overLimit(.elements) }
            skipSpaces()
        }
        return .quotaRoot(mailbox, roots: roots)
    }
}
