public import MailCore

extension PlanEdits {
    /// Days of a project; none is promised, each may be missing.
    public struct Dates: Hashable, Codable, Sendable {
        /// The day on which mail goes to the new place, as `2026-11-21`.
        public var cutover: String?

        /// Days.
        public init(cutover: String? = nil) { self.cutover = cutover }

        /// Noon, UTC, of the chosen day: the same date in every zone of Europe; nil where none was chosen.
        public var cutoverNoon: Int64? {
            cutover.flatMap { CivilDate(iso: $0) }.map { $0.daysSinceEpoch * 86_400 + 43_200 }
        }
    }

    /// What only the manager at the target knows of one domain's records.
    public struct ZoneEdits: Hashable, Codable, Sendable {
        /// The records that the manager shows.
        public var given: [DNSRecord]
        /// Who else sends for the domain, as mechanisms of SPF or domains to include.
        public var senders: [String]

        /// What was told.
        public init(given: [DNSRecord] = [], senders: [String] = []) {
            self.given = given
            self.senders = senders
        }
    }
}

extension PlanEdits {
    private enum Key: String, CodingKey {
        case questions, decisions, ownDecisions, cases, runbook, dates, zones, given
    }

    /// Reads edits; what an older version did not know yet is empty.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func field<Value: Decodable>(_ key: Key, _ value: Value) throws -> Value {
            try container.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        self.init()
        questions = try field(.questions, [])
        decisions = try field(.decisions, [:])
        ownDecisions = try field(.ownDecisions, [])
        cases = try field(.cases, [])
        runbook = try field(.runbook, RunbookEdits())
        dates = try field(.dates, Dates())
        zones = try field(.zones, [:])
        given = try field(.given, 0)
    }

    /// Writes all of it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(questions, forKey: .questions)
        try container.encode(decisions, forKey: .decisions)
        try container.encode(ownDecisions, forKey: .ownDecisions)
        try container.encode(cases, forKey: .cases)
        try container.encode(runbook, forKey: .runbook)
        try container.encode(dates, forKey: .dates)
        try container.encode(zones, forKey: .zones)
        try container.encode(given, forKey: .given)
    }
}
