import MailCore

extension SPFRecord {
    /// The one record that lets everybody send who did so far, and the new ones (RFC 7208 §3.2: one record per domain).
    ///
    /// `policy` is what is said of everybody else where nothing was said so far, or everybody was let in.
    static func merging(_ records: [SPFRecord], adding: [Term], policy: Qualifier) -> SPFRecord {
        var terms: [Term] = []
        for term in records.flatMap(\.terms) + adding where !term.isAll {
            let isKnown = terms.contains { $0.isSame(as: term) }
            let isSecond = term.isModifier && terms.contains { $0.isModifier && $0.name == term.name }
            if !isKnown && !isSecond { terms.append(term) }
        }
        let modifiers = terms.filter(\.isModifier)
        let stated = records.compactMap(\.policy).filter { $0 != .pass }
        let ends = modifiers.contains { $0.name == "redirect" } && stated.isEmpty
        // Beside `all` a redirection is never followed (RFC 7208 §6.1).
        let kept = ends ? modifiers : modifiers.filter { $0.name != "redirect" }
        let all = ends ? [] : [Term.all(stated.max { strictness($0) < strictness($1) } ?? policy)]
        return SPFRecord(terms: terms.filter { !$0.isModifier } + all + kept)
    }

    private static func strictness(_ qualifier: Qualifier) -> Int {
        switch qualifier {
        case .pass: 0
        case .neutral: 1
        case .softFail: 2
        case .fail: 3
        }
    }

    /// A sender as people name it: a mechanism, an address or network, or the domain whose record is to be included.
    static func sender(_ text: String) -> Term? {
        if let term = Term(text) { return term.isModifier || term.isAll ? nil : term }
        return Term("ip4:\(text)") ?? Term("ip6:\(text)") ?? Term("include:\(text)")
    }
}
