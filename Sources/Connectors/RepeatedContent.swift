internal import MailCore
internal import Synchronization

/// An item's contents, asked for once more and alone.
final class RepeatedContent: ContentStream {
    private let stream: any ContentStream
    /// Letting go of the events would end the delivery.
    private let events: AsyncThrowingStream<FetchEvent, any Error>

    private init(_ stream: any ContentStream, _ events: AsyncThrowingStream<FetchEvent, any Error>) {
        self.stream = stream
        self.events = events
    }

    /// The contents out of a delivery of one item, as soon as they begin to arrive; nil where it is gone by now.
    static func first(of events: AsyncThrowingStream<FetchEvent, any Error>) async throws(Problem) -> Content? {
        do {
            for try await event in events {
                guard case .item(let item) = event else { return nil }
                guard case .stream(let length, let stream) = item.content else { return item.content }
                return .stream(length: length, RepeatedContent(stream, events))
            }
            return nil
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.connectionLost, reaction: .retry(afterSeconds: nil), fixer: .provider, detail: "\(error)")
        }
    }

    func next() async throws(Problem) -> [UInt8]? { try await stream.next() }

    func discard() async { await stream.discard() }

    func again() async throws(Problem) -> Content? { try await stream.again() }
}

/// A large body, repaired as it passes.
final class RepairedContent: ContentStream {
    private let stream: any ContentStream
    private let repair: Mutex<MessageRepair?>

    init(_ stream: any ContentStream, _ losses: [Loss]) {
        self.stream = stream
        repair = Mutex(MessageRepair(losses))
    }

    func next() async throws(Problem) -> [UInt8]? {
        guard let octets = try await stream.next() else {
            return repair.withLock { repair in
                defer { repair = nil }
                return repair?.finish()
            }
        }
        return repair.withLock { $0?.repair(octets) }
    }

    func discard() async { await stream.discard() }
}
