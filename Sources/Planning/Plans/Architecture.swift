public import MailCore

/// How the workplace looks after the move, and why.
public struct Architecture: Hashable, Codable, Sendable {
    /// A part of the workplace.
    public enum Area: String, CaseIterable, Hashable, Codable, Sendable {
        case mail, calendars, contacts, files, office, chat, meetings, telephony, devices
        case signOn = "sign-on"
        case integrations, backup, project
        /// What it is called.
        public var title: Phrase { Phrase("planning.area.\(rawValue)") }
    }

    /// How something gets from today to tomorrow.
    public enum Way: String, CaseIterable, Hashable, Codable, Sendable {
        case copied
        case byHand = "by-hand"
        case blocked, unchanged
        /// What it is called.
        public var title: Phrase { Phrase("planning.way.\(rawValue)") }
    }

    /// Today and tomorrow of one area, or of one integration.
    public struct Line: Hashable, Codable, Sendable, Identifiable {
        /// The area, with the name of the integration where there are several.
        public var id: String
        /// The area.
        public var area: Area
        /// What is used today.
        public var today: Phrase?
        /// What is used after the move; nil while that is open.
        public var tomorrow: Phrase?
        /// How much it is.
        public var extent: Phrase?
        /// How it gets there.
        public var way: Way
        /// What it follows from.
        public var reason: Reason
    }

    /// What a rule decided, with the answers behind it.
    public struct Decision: Hashable, Codable, Sendable, Identifiable {
        /// How much it matters.
        public enum Kind: String, CaseIterable, Hashable, Codable, Sendable {
            /// Only a line of today and tomorrow.
            case line
            case decision, note, risk
            /// Nothing is switched over before it is solved.
            case blocker
            /// What it is called.
            public var title: Phrase { Phrase("planning.kind.\(rawValue)") }
        }

        /// The rule's ID, with the row where there are several.
        public var id: String
        /// The area.
        public var area: Area
        /// How much it matters.
        public var kind: Kind
        /// What is decided.
        public var title: Phrase
        /// Why.
        public var why: Phrase
        /// What has to be done next.
        public var next: Phrase?
        /// The rule and the answers behind it.
        public var reason: Reason
        /// Whether somebody put other words in its place.
        public var isEdited = false
        /// Why it does not count for this project; nil where it does.
        public var setAside: String?
    }

    /// Today and tomorrow.
    public var lines: [Line]
    /// What was decided, blockers first.
    public var decisions: [Decision]

    /// What has to be solved before anything is switched over.
    public var blockers: [Decision] { open(.blocker) }
    /// What can go wrong.
    public var risks: [Decision] { open(.risk) }

    /// The decisions of a kind that were not set aside.
    private func open(_ kind: Decision.Kind) -> [Decision] {
        decisions.filter { $0.kind == kind && $0.setAside == nil }
    }
}

extension Architecture {
    init(_ rules: [Rule], _ outcome: inout Outcome) {
        lines = []
        decisions = []
        for rule in rules {
            for occurrence in outcome.fire(rule) {
                if rule.kind != .line { decisions.append(Decision(rule, occurrence)) }
                merge(rule, occurrence)
            }
        }
        let order = Dictionary(uniqueKeysWithValues: zip(Area.allCases, 0...))
        lines = lines.enumerated().sorted { left, right in
            (order[left.element.area] ?? 0, left.offset) < (order[right.element.area] ?? 0, right.offset)
        }.map(\.element)
        decisions = Architecture.ranked(decisions)
    }

    /// Blockers first, then risks; inside of a kind the order stays.
    static func ranked(_ decisions: [Decision]) -> [Decision] {
        let kinds: [Decision.Kind] = [.blocker, .risk, .decision, .note]
        return kinds.flatMap { kind in decisions.filter { $0.kind == kind } }
    }

    /// A later rule says better what an earlier one said of the same area.
    private mutating func merge(_ rule: Rule, _ occurrence: Occurrence) {
        guard rule.way != nil || !rule.texts.isDisjoint(with: ["today", "tomorrow", "extent"]) else { return }
        let id = ([rule.area.rawValue, rule.line].compactMap { $0 } + (occurrence.reason.row.map { [$0] } ?? []))
            .joined(separator: "/")
        let index = lines.firstIndex { $0.id == id } ?? lines.endIndex
        if index == lines.endIndex {
            let reason = Reason(rules: [], answers: [], row: occurrence.reason.row)
            lines.append(Line(id: id, area: rule.area, way: .unchanged, reason: reason))
        }
        func text(_ name: String) -> Phrase? { rule.texts.contains(name) ? occurrence.phrase(rule.key(name)) : nil }
        lines[index].today = text("today") ?? lines[index].today
        lines[index].tomorrow = text("tomorrow") ?? lines[index].tomorrow
        lines[index].extent = text("extent") ?? lines[index].extent
        lines[index].way = rule.way ?? lines[index].way
        lines[index].reason.rules += occurrence.reason.rules
        for answer in occurrence.reason.answers where !lines[index].reason.answers.contains(answer) {
            lines[index].reason.answers.append(answer)
        }
    }
}

extension Architecture.Decision {
    fileprivate init(_ rule: Rule, _ occurrence: Occurrence) {
        self.init(
            id: occurrence.id,
            area: rule.area,
            kind: rule.kind,
            title: occurrence.phrase(rule.key("title")),
            why: occurrence.phrase(rule.key("reason")),
            next: rule.texts.contains("next") ? occurrence.phrase(rule.key("next")) : nil,
            reason: occurrence.reason
        )
    }
}
