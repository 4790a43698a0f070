import FoundationEssentials
import MailCore

/// One line of `--json`: the fields that every event has, then its own (DESIGN §4).
struct EventLine<Body: Encodable>: Encodable {
    var event: String
    var id: MigrationID?
    var time: Date
    var body: Body

    private enum Key: String, CodingKey { case v, event, id, time }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(1, forKey: .v)
        try values.encode(event, forKey: .event)
        try values.encode(id, forKey: .id)
        try values.encode(Timestamp.text(time), forKey: .time)
        try body.encode(to: encoder)
    }
}

/// The bodies of the events that a program reads.
enum EventBody {
    struct Started: Encodable { var pass: Int }

    struct Moved: Encodable {
        var kind: String
        @OrNull var container: String?
        var done, total, bytes, totalBytes: Int

        init(_ progress: Progress) {
            kind = progress.kind.rawValue
            container = progress.container?.description
            done = progress.done
            total = progress.total
            bytes = progress.bytes
            totalBytes = progress.totalBytes
        }
    }

    struct Paused: Encodable {
        var code: String
        @OrNull var until: String?
    }

    struct Failure: Encodable {
        var code: String
        @OrNull var side: String?
        var detail: String
        var fixer: String

        init(_ problem: Problem) {
            code = problem.code.rawValue
            side = problem.side?.rawValue
            detail = problem.detail
            fixer = problem.fixer.rawValue
        }
    }

    struct Finished: Encodable {
        var state: String
        var kinds: [String: Counts]
        var failures: [ReceiptLine]
        var failuresOmitted: Int

        init(_ summary: Summary) {
            state = summary.state.name
            kinds = Dictionary(uniqueKeysWithValues: summary.kinds.map { ($0.key.rawValue, $0.value) })
            failures = summary.failures.map(ReceiptLine.init)
            failuresOmitted = summary.failuresOmitted
        }
    }
}

/// Times as the contract writes them: RFC 3339, UTC.
enum Timestamp {
    static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: false))
    }

    static func text(_ seconds: Int64?) -> String? {
        seconds.map { text(Date(timeIntervalSince1970: Double($0))) }
    }
}
