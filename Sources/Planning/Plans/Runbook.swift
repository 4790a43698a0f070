public import MailCore

/// What is done, in order, by whom, how it is checked and how one gets back.
public struct Runbook: Hashable, Codable, Sendable {
    /// A part of the runbook.
    public enum Phase: String, CaseIterable, Hashable, Codable, Sendable {
        case preparation, export, processing, `import`, configuration, closing
        /// What it is called.
        public var title: Phrase { Phrase("planning.phase.\(rawValue)") }
    }

    /// Who does it.
    public enum Actor: String, CaseIterable, Hashable, Codable, Sendable {
        case consultant, customer, everybody, umzug
        /// What they are called.
        public var title: Phrase { Phrase("planning.actor.\(rawValue)") }
    }

    /// One step.
    public struct Step: Hashable, Codable, Sendable, Identifiable {
        /// The step's stable name, with the row where there are several.
        public var id: String
        /// The part that it belongs to.
        public var phase: Phase
        /// The integration that it belongs to; nil for the general part.
        public var section: String?
        /// What is done.
        public var title: Phrase
        /// How it is seen to be done.
        public var check: Phrase
        /// How one gets back.
        public var back: Phrase
        /// Who does it.
        public var actor: Actor
        /// How long it is planned to take.
        public var minutes: Int
        /// The steps whose checks have to be confirmed before it begins.
        public var waitsFor: [String]
        /// What it follows from.
        public var reason: Reason
        /// Whether somebody changed it by hand.
        public var isEdited = false

        /// Whether it must not begin before the checks of others were confirmed.
        public var isGuarded: Bool { !waitsFor.isEmpty }
    }

    /// A message to people, as a template.
    public struct Message: Hashable, Codable, Sendable, Identifiable {
        /// Its stable name.
        public var id: String
        /// Whom it is for.
        public var audience: Phrase
        /// When it is sent.
        public var moment: Phrase
        /// The subject.
        public var subject: Phrase
        /// The body.
        public var body: Phrase
        /// What it follows from.
        public var reason: Reason
    }

    /// The steps in their order.
    public var steps: [Step]
    /// The messages in the order in which they are sent.
    public var messages: [Message]

    /// The steps of a part that belong to no integration.
    public func steps(_ phase: Phase) -> [Step] { steps.filter { $0.phase == phase && $0.section == nil } }

    /// The names of the integrations that have a section of their own.
    public var sections: [String] {
        var seen: Set<String> = []
        return steps.compactMap(\.section).filter { seen.insert($0).inserted }
    }

    /// The steps of an integration, in the order of the parts.
    public func steps(section: String) -> [Step] { steps.filter { $0.section == section } }

    /// The planned minutes of everybody.
    public var minutes: Int { steps.reduce(0) { $0 + $1.minutes } }
}
