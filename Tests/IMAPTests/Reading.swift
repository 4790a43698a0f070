import IMAP

/// Everything that a parser reads from some octets, cut into the given pieces; an error ends the list.
func read(
    _ octets: [UInt8],
    pieces: [Int] = [],
    limits: IMAPLimits = IMAPLimits(),
    greeting: Bool = false
) -> (events: [Event], error: IMAPError?) {
    var parser = ResponseParser(limits: limits, expectsGreeting: greeting)
    var events: [Event] = []
    var position = 0
    var pieces = pieces[...]
    while position < octets.count {
        let end = min(octets.count, position + max(1, pieces.popFirst() ?? octets.count))
        parser.receive(Array(octets[position..<end]))
        position = end
        do throws(IMAPError) {
            while let event = try parser.next() { events.append(event) }
        } catch {
            return (joined(events), error)
        }
    }
    return (joined(events), nil)
}

/// The events with neighbouring chunks of a literal as one: how a literal is cut depends on how it was read.
private func joined(_ events: [Event]) -> [Event] {
    var joined: [Event] = []
    for event in events {
        if case .literalChunk(let more) = event, case .literalChunk(let octets)? = joined.last {
            joined[joined.count - 1] = .literalChunk(octets + more)
        } else {
            joined.append(event)
        }
    }
    return joined
}

/// Lines as a server sends them.
func lines(_ text: String...) -> [UInt8] { text.flatMap { Array($0.utf8) + [13, 10] } }

/// The event of a message that is as `change` makes it.
func message(_ sequence: UInt32, _ change: (inout FetchResponse) -> Void) -> Event {
    var message = FetchResponse(sequence: sequence)
    change(&message)
    return .untagged(.fetch(message))
}

/// A small generator of numbers that is the same everywhere (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
