import MailCore
import Planning

/// The line `record` of `dns` (DESIGN §4).
struct RecordLine: Encodable {
    var name: String
    var type: String
    @OrNull var wanted: String?
    var found: [String]
    var state: String
    /// What resolvers say of it, where some were asked.
    var resolvers: RecordSpread?

    init(_ record: PlannedRecord) {
        name = record.name
        type = record.kind.rawValue
        wanted = record.wanted?.plain
        // What stands in the place of a record may be of another type.
        found = record.found.map { $0.kind == record.kind ? $0.value.plain : "\($0.kind.rawValue) \($0.value.plain)" }
        state = record.state.rawValue
        resolvers = record.spread
    }
}

/// A record whose state cannot be told: only the manager knows its value, or nobody answered.
struct OpenLine: Encodable {
    var name: String
    var type: String
    var purpose: String
    var reason: String

    init(_ record: PlannedRecord) {
        name = record.name
        type = record.kind.rawValue
        purpose = record.purpose.rawValue
        reason = record.isAsked ? "manager" : "no-answer"
    }
}

/// Something that stands in the way.
struct ConflictLine: Encodable {
    var code: String
    var name: String
    var blocking: Bool
    var detail: String

    init(_ conflict: DNSConflict, _ text: String) {
        code = conflict.code.rawValue
        name = conflict.name
        blocking = conflict.isBlocking
        detail = text
    }
}

/// Something to do, with its day.
struct StepLine: Encodable {
    var code: String
    @OrNull var day: String?
    var records: [String]
    var detail: String

    init(_ step: DNSStep, _ text: String) {
        code = step.code.rawValue
        day = step.day.map { String(RFC3339.text($0).prefix(10)) }
        records = step.records.map { "\($0.name) \($0.kind.rawValue)" }
        detail = text
    }
}

/// The sums, and what SPF costs.
struct TotalsLine: Encodable {
    var ok, missing, differs, extra, open, spfLookups: Int
    @OrNull var host: String?
    var nameServers: [String]

    init(_ plan: DNSPlan) {
        ok = plan.records(.ok).count
        missing = plan.records(.missing).count
        differs = plan.records(.differs).count
        extra = plan.records(.extra).count
        open = plan.records(.unknown).count
        spfLookups = plan.spf.lookups
        host = plan.host
        nameServers = plan.nameServers
    }
}

/// A zone file as text.
struct ZoneFileLine: Encodable {
    var kind: String
    var text: String
}

/// The letter to whoever keeps the zone.
struct LetterLine: Encodable {
    var subject: String
    var text: String

    init(_ text: DNSText) {
        subject = text.subject
        self.text = text.letter
    }
}
