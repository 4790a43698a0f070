import Journal
import MailCore

/// How much may be on its way to the target at once: about as much as the line carries in two seconds.
///
/// What is on its way cannot be called back, and a stop waits for it. What is under way divided by the time that a piece
/// of it took is the line's rate (Little's law), which shows with the first answer. Pieces pass in the order in which they
/// came; one that is larger than the window passes alone.
actor FlightWindow {
    /// What is under way together with what it was sent behind.
    struct Passage: Sendable {
        fileprivate var octets: Int
        fileprivate var underWay: Int
        fileprivate var began: Double
    }

    private struct Waiter {
        var octets: Int
        var continuation: CheckedContinuation<Passage, Never>
    }

    /// Until a rate is known: two seconds of a line of 8 Mbit/s, and enough for one of a gigabit and 15 ms.
    private static let first = 2 << 20
    /// Below that a batch's own costs count for more than its octets.
    private static let least = 256 << 10
    private static let most = 64 << 20
    /// An answer that takes longer makes the window smaller, one of less than half of it makes it larger.
    private static let seconds = 2.0

    private let clock: WallClock
    private var mostPieces = 1
    private var capacity = FlightWindow.first
    private var octets = 0
    private var pieces = 0
    private var waiters: [Waiter] = []
    private var drains: [CheckedContinuation<Void, Never>] = []

    /// A window that lets one piece through at a time.
    init(clock: WallClock) { self.clock = clock }

    /// Lets so many pieces through at once.
    func widen(to pieces: Int) { mostPieces = max(1, pieces) }

    /// The octets that one piece should have at most: several are to be under way.
    var pieceOctets: Int { capacity / 2 }

    /// Waits until so many octets may be sent.
    func enter(_ octets: Int) async -> Passage {
        if waiters.isEmpty, fits(octets) { return pass(octets) }
        return await withCheckedContinuation { waiters.append(Waiter(octets: octets, continuation: $0)) }
    }

    /// What was sent has been answered, or will not be.
    func leave(_ passage: Passage) {
        octets -= passage.octets
        pieces -= 1
        learn(passage)
        while let next = waiters.first, fits(next.octets) {
            waiters.removeFirst()
            next.continuation.resume(returning: pass(next.octets))
        }
        guard pieces == 0 else { return }
        for drain in drains { drain.resume() }
        drains = []
    }

    /// Waits until nothing is under way.
    func drain() async {
        guard pieces > 0 else { return }
        await withCheckedContinuation { drains.append($0) }
    }

    private func fits(_ octets: Int) -> Bool {
        pieces == 0 || pieces < mostPieces && self.octets + octets <= capacity
    }

    private func pass(_ octets: Int) -> Passage {
        self.octets += octets
        pieces += 1
        return Passage(octets: octets, underWay: self.octets, began: clock.now())
    }

    private func learn(_ passage: Passage) {
        let took = max(0.001, clock.now() - passage.began)
        let fitting = Int(Double(passage.underWay) * FlightWindow.seconds / took)
        if took > FlightWindow.seconds {
            capacity = max(FlightWindow.least, min(capacity, fitting))
        } else if took < FlightWindow.seconds / 2 {
            capacity = min(FlightWindow.most, max(capacity, fitting))
        }
    }
}
