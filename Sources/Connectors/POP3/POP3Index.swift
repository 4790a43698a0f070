internal import MailCore
internal import POP3

/// The messages of a session: number, size, and the name that holds beyond the session.
struct POP3Index: Sendable {
    /// One message.
    struct Entry: Sendable {
        var number: Int
        var octets: Int
        var reference: Reference
    }

    let entries: [Entry]
    private let positions: [Reference: Int]

    /// The answers to UIDL and LIST.
    init(_ events: [Event]) throws(Problem) {
        var sizes: [Int: Int] = [:]
        var ids: [Event.UniqueID]?
        for event in events {
            if case .sizes(let lines) = event { for line in lines { sizes[line.number] = line.octets } }
            if case .uniqueIDs(let lines) = event { ids = lines }
        }
        guard let ids else {
            throw Problem(.kindUnsupported, reaction: .stop, fixer: .provider, detail: "the POP3 server has no UIDL")
        }
        var ordinals: [String: Int] = [:]
        entries = ids.map { line in
            let ordinal = (ordinals[line.id] ?? 0) + 1
            ordinals[line.id] = ordinal
            let reference = Reference("1:\(ordinal):\(line.id)")
            return Entry(number: line.number, octets: sizes[line.number] ?? 0, reference: reference)
        }
        positions = Dictionary(entries.enumerated().map { ($1.reference, $0) }) { first, _ in first }
    }

    /// The message of that name, where it still exists.
    func entry(_ reference: Reference) -> Entry? { positions[reference].map { entries[$0] } }
}
