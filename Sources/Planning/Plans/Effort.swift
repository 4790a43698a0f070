public import MailCore

/// The estimated hours of the ten steps of a project.
public struct Effort: Hashable, Codable, Sendable {
    /// Hours of both sides.
    public struct Hours: Hashable, Codable, Sendable {
        /// The consultant's.
        public var consultant: Double
        /// The customer's.
        public var customer: Double
        /// Both.
        public var total: Double { consultant + customer }

        /// Hours of both sides.
        public init(consultant: Double, customer: Double) {
            self.consultant = consultant
            self.customer = customer
        }
    }

    /// One of the ten steps.
    public struct Step: Hashable, Codable, Sendable, Identifiable {
        /// Its stable name.
        public var id: String
        /// What is done.
        public var title: Phrase
        /// What that means.
        public var about: Phrase
        /// Before the answers are known.
        public var basis: Hours
        /// What the answers make of it, in half hours.
        public var hours: Hours
        /// The factors that changed it.
        public var factors: [String]
    }

    /// Something in the answers that makes it more or less work.
    public struct Factor: Hashable, Codable, Sendable, Identifiable {
        /// Its stable name, with the row where there are several.
        public var id: String
        /// What it is.
        public var title: Phrase
        /// What it adds to the whole, or takes away.
        public var change: Hours
        /// What it follows from.
        public var reason: Reason
    }

    /// The ten steps.
    public var steps: [Step]
    /// What changed the estimate.
    public var factors: [Factor]

    /// The sum of the steps.
    public var total: Hours {
        Hours(
            consultant: steps.reduce(0) { $0 + $1.hours.consultant },
            customer: steps.reduce(0) { $0 + $1.hours.customer }
        )
    }
}

/// One of the ten steps before the answers are known.
struct EffortTemplate: Hashable, Sendable {
    var id: String
    var basis: Effort.Hours

    init(_ block: Block, wordings: inout Wordings) throws(LoadError) {
        try block.allow(["id", "consultant", "customer", "title", "about"])
        id = try block.needed("id")
        basis = Effort.Hours(
            consultant: try block.number("consultant") ?? 0,
            customer: try block.number("customer") ?? 0
        )
        for name in ["title", "about"] {
            try wordings.take(name, of: block, as: "planning.process.\(id).\(name)", needed: true)
        }
    }
}

/// Something in the answers that makes it more or less work.
struct FactorTemplate: Hashable, Sendable {
    struct Change: Hashable, Sendable {
        var step: String
        var times: Double
        var plus: Effort.Hours
    }

    var id: String
    var trigger: Trigger
    var changes: [Change]

    init(
        _ block: Block,
        questionnaire: Questionnaire,
        rules: Set<String>,
        steps: Set<String>,
        wordings: inout Wordings
    )
        throws(LoadError)
    {
        try block.allow(Trigger.keys.union(["title", "changes"]))
        id = try block.needed("id")
        trigger = try Trigger(block, questionnaire: questionnaire, rules: rules)
        changes = []
        for change in try block.blocks("changes") {
            try change.allow(["steps", "times", "consultant", "customer"])
            let plus = Effort.Hours(
                consultant: try change.number("consultant") ?? 0,
                customer: try change.number("customer") ?? 0
            )
            let times = try change.number("times") ?? 1
            for step in try change.strings("steps") {
                guard steps.contains(step) else { throw change.wrong("steps", "there is no step \(step)") }
                changes.append(Change(step: step, times: times, plus: plus))
            }
        }
        try wordings.take("title", of: block, as: "planning.factor.\(id).title", needed: true)
    }
}
