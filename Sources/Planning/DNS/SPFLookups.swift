public import MailCore

/// What a receiver looks up for a domain's SPF record, and whether it gives up over it (RFC 7208 §4.6.4).
public struct SPFLookups: Hashable, Codable, Sendable {
    /// More terms that look something up than that are an error.
    public static let limit = 10
    /// More of them that find nothing than that are one, too.
    public static let voidLimit = 2

    /// Why receivers can do nothing with the record (`permerror`).
    public enum Flaw: Hashable, Codable, Sendable {
        /// More than ten look-ups.
        case tooMany
        /// More than two find nothing.
        case tooManyVoid
        /// A domain that is included has no record (§5.2).
        case noRecord(String)
        /// A domain has several (§4.5).
        case several(String)
        /// A domain's record cannot be read.
        case malformed(String)
        /// Records that include each other.
        case circle(String)
    }

    /// What one term of the domain's own record costs.
    public struct Share: Hashable, Codable, Sendable {
        /// The term.
        public var term: String
        /// Its look-ups, those of included records among them.
        public var lookups: Int
    }

    /// All look-ups, in the worst case: that no term matches before the last.
    public var lookups = 0
    /// Those that find nothing.
    public var voids = 0
    /// What each term costs, in their order; those that cost nothing are left out.
    public var shares: [Share] = []
    /// What is wrong.
    public var flaws: [Flaw] = []
    /// Names that nobody was asked about or could tell: the count may be higher.
    public var unknown: [String] = []
}

extension SPFLookups {
    /// Counts for a record of a domain; what others publish is taken from `state`.
    public init(of record: SPFRecord, domain: String, in state: ZoneState) {
        self.init()
        for term in record.effectiveTerms where term.costsLookup {
            let before = lookups
            visit(term, domain: domain, state, path: [domain])
            shares.append(Share(term: term.description, lookups: lookups - before))
        }
        if lookups > SPFLookups.limit { flaws.append(.tooMany) }
        if voids > SPFLookups.voidLimit { flaws.append(.tooManyVoid) }
    }

    private mutating func visit(_ term: SPFRecord.Term, domain: String, _ state: ZoneState, path: [String]) {
        lookups += 1
        // A tree that is far beyond the limit needs no full count.
        guard lookups <= SPFLookups.limit * 10 else { return }
        let name = SPFLookups.subject(of: term, domain: domain)
        // What a macro stands for is known to the receiver alone.
        guard !name.contains("%") else { return }
        switch term.name {
        case "include", "redirect": descend(name, state, path: path)
        case "a": note([.a, .aaaa], name, state)
        case "mx": note([.mx], name, state)
        case "exists": note([.a], name, state)
        default: break
        }
    }

    private mutating func descend(_ name: String, _ state: ZoneState, path: [String]) {
        guard !path.contains(name) else { return flaws.append(.circle(name)) }
        guard let answer = state[.txt, name]?.answer else { return unknown.append(name) }
        let texts = answer.texts.filter(SPFRecord.isSPF)
        if answer.records.isEmpty { voids += 1 }
        guard let text = texts.first else { return flaws.append(.noRecord(name)) }
        guard texts.count == 1 else { return flaws.append(.several(name)) }
        guard let record = try? SPFRecord(text) else { return flaws.append(.malformed(name)) }
        for term in record.effectiveTerms where term.costsLookup {
            visit(term, domain: name, state, path: path + [name])
        }
    }

    /// A look-up that finds nothing, of whatever kind of nothing, is void.
    private mutating func note(_ kinds: [DNSRecord.Kind], _ name: String, _ state: ZoneState) {
        let answers = kinds.map { state[$0, name]?.answer }
        if answers.contains(where: { $0?.records.isEmpty == false }) { return }
        if answers.contains(nil) { unknown.append(name) } else { voids += 1 }
    }

    static func subject(of term: SPFRecord.Term, domain: String) -> String {
        let name = term.value.isEmpty ? domain : term.value.lowercased()
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }

    /// What has to be asked before a record can be counted, as far as it is known what that is.
    static func questions(for record: SPFRecord, domain: String, in state: ZoneState) -> [DNSQuestion] {
        var found: [DNSQuestion] = []
        var visited: Set<String> = [domain]
        var open = [(record, domain)]
        while let (record, domain) = open.popLast(), found.count < 100 {
            for term in record.effectiveTerms where term.costsLookup {
                let name = subject(of: term, domain: domain)
                guard !name.contains("%") else { continue }
                switch term.name {
                case "include", "redirect":
                    found.append(DNSQuestion(.txt, of: name))
                    guard visited.insert(name).inserted,
                        let text = state[.txt, name]?.answer?.texts.first(where: SPFRecord.isSPF),
                        let next = try? SPFRecord(text)
                    else { continue }
                    open.append((next, name))
                case "a": found += [DNSQuestion(.a, of: name), DNSQuestion(.aaaa, of: name)]
                case "mx": found.append(DNSQuestion(.mx, of: name))
                case "exists": found.append(DNSQuestion(.a, of: name))
                default: break
                }
            }
        }
        return found
    }
}
