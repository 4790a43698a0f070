import MailCore

/// A listing as the engine takes it: it ends well only where every request was answered to its end.
///
/// A stream whose reader was called off ends like one that is complete. Whoever took that for "nothing more is there" would
/// leave mail behind, or store it a second time; so it counts as the line's end, which is waited out and looked at again.
/// A run that is to stop leaves a listing between two pieces, however much of it is still to come.
struct Listed<Event: ListingPiece>: AsyncSequence, Sendable {
    typealias Element = Event
    typealias Failure = Problem

    private let events: AsyncThrowingStream<Event, any Error>
    private let count: Int
    private let signals: Signals?

    /// A listing that answers so many requests; with `signals` it ends when the run is to stop.
    init(_ events: AsyncThrowingStream<Event, any Error>, of count: Int, _ signals: Signals? = nil) {
        self.events = events
        self.count = count
        self.signals = signals
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(events.makeAsyncIterator(), count, signals) }

    struct AsyncIterator: AsyncIteratorProtocol {
        typealias Element = Event
        typealias Failure = Problem

        private var events: AsyncThrowingStream<Event, any Error>.AsyncIterator
        private var isEnded: [Bool]
        private let signals: Signals?
        private let look: Signals.Look?

        fileprivate init(
            _ events: AsyncThrowingStream<Event, any Error>.AsyncIterator,
            _ count: Int,
            _ signals: Signals?
        ) {
            self.events = events
            self.signals = signals
            isEnded = Array(repeating: false, count: count)
            look = Event.side == .target ? signals.map { Signals.Look($0) } : nil
        }

        mutating func next() async throws(Problem) -> Event? { try await next(isolation: nil) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws(Problem) -> Event? {
            if signals?.wantsStop == true { throw Problem.stopped(Event.side) }
            let event: Event?
            do {
                event = try await events.next(isolation: actor)
            } catch {
                throw Problem.of(error, Event.side)
            }
            guard let event else {
                guard isEnded.allSatisfy({ $0 }) else { throw Problem.cutShort(Event.side) }
                return nil
            }
            if let request = event.endedRequest, isEnded.indices.contains(request) { isEnded[request] = true }
            return event
        }
    }
}

/// A piece of the answer to one of several requests.
protocol ListingPiece: Sendable {
    /// The server that it comes from.
    static var side: Problem.Side { get }
    /// The request that is answered with it; nil where more follows.
    var endedRequest: Int? { get }
}

extension ListingEvent: ListingPiece {
    static var side: Problem.Side { .source }

    var endedRequest: Int? {
        switch self {
        case .end(let request, _), .failed(let request, _): request
        case .renumbered, .items, .present: nil
        }
    }
}

extension TargetListingEvent: ListingPiece {
    static var side: Problem.Side { .target }

    var endedRequest: Int? {
        switch self {
        case .end(let request, _), .failed(let request, _): request
        case .renumbered, .items: nil
        }
    }
}

extension Run {
    /// What the target lists.
    func list(_ requests: [TargetListingRequest]) -> Listed<TargetListingEvent> {
        Listed(target.list(requests), of: requests.count, signals)
    }

    /// What the source lists.
    func list(_ requests: [ListingRequest], of source: any Source) -> Listed<ListingEvent> {
        Listed(source.items(requests), of: requests.count, signals)
    }
}

extension Problem {
    /// The listing was called off before its end.
    fileprivate static func cutShort(_ side: Side) -> Problem {
        Problem(
            .connectionLost,
            reaction: .retry(afterSeconds: nil),
            fixer: .provider,
            side: side,
            detail: "the listing was cut short"
        )
    }

    /// The run is to stop: the listing is left as if the line had broken.
    fileprivate static func stopped(_ side: Side) -> Problem {
        Problem(
            .connectionLost,
            reaction: .retry(afterSeconds: nil),
            fixer: .you,
            side: side,
            detail: "stopped on request"
        )
    }
}
