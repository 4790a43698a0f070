/// One rule of the architecture: from answers to a decision.
struct Rule: Hashable, Sendable, Identifiable {
    var id: String
    var trigger: Trigger
    var area: Architecture.Area
    var kind: Architecture.Decision.Kind
    var way: Architecture.Way?
    /// The line that it says something of, where the area has several.
    var line: String?
    /// Which of the texts are there: `title`, `reason`, `next`, `today`, `tomorrow`, `extent`.
    var texts: Set<String>

    static let textNames = ["title", "reason", "next", "today", "tomorrow", "extent"]

    func key(_ name: String) -> String { "planning.rule.\(id).\(name)" }
}

extension Rule {
    init(_ block: Block, questionnaire: Questionnaire, wordings: inout Wordings) throws(LoadError) {
        try block.allow(Trigger.keys.union(["area", "kind", "way", "line"]).union(Rule.textNames))
        let id = try block.needed("id")
        let kind: Architecture.Decision.Kind = try block.choice("kind", default: .decision)
        self.init(
            id: id,
            trigger: try Trigger(block, questionnaire: questionnaire, rules: []),
            area: try block.choice("area"),
            kind: kind,
            way: block.has("way") ? try block.choice("way") : nil,
            line: try block.string("line"),
            texts: Set(Rule.textNames.filter(block.has))
        )
        guard kind == .line || (texts.contains("title") && texts.contains("reason")) else {
            throw block.wrong("id", "the rule \(id) needs a title and a reason")
        }
        guard ![.risk, .blocker].contains(kind) || texts.contains("next") else {
            throw block.wrong("id", "the rule \(id) does not say what is next")
        }
        for name in Rule.textNames { try wordings.take(name, of: block, as: key(name)) }
    }
}
