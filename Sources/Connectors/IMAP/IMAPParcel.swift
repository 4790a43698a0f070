internal import Crypto
internal import IMAP
internal import MIME
internal import MailCore
internal import Synchronization

/// One message as it is sent to a target: exactly, or with as little altered as the target demands.
struct IMAPParcel: Sendable {
    enum Body {
        case whole([UInt8], digest: String)
        case stream(length: Int, IMAPHashedStream)
    }

    /// The flags that are sent.
    var flags: Flags
    /// The date that is sent.
    var date: InternalDate?
    /// What is left out or altered.
    var losses: [Loss]
    /// The octets.
    var body: Body

    init(_ item: FetchedItem) {
        let unsendable = item.flags.unsendableKeywords
        flags = Flags(item.flags.system, keywords: item.flags.keywords.subtracting(unsendable))
        date = item.date
        losses = unsendable.isEmpty ? [] : [.keywords]
        switch item.content {
        case .whole(let octets): body = .whole(octets, digest: item.digest ?? ItemDigest.of(octets))
        case .stream(let length, let stream): body = .stream(length: length, IMAPHashedStream(stream))
        }
    }

    var isStreamed: Bool { stream != nil }

    var stream: IMAPHashedStream? {
        if case .stream(_, let stream) = body { stream } else { nil }
    }

    var length: Int {
        switch body {
        case .whole(let octets, _): octets.count
        case .stream(let length, _): length
        }
    }

    /// SHA-256 of the octets; of a streamed body, once it was sent.
    var digest: String {
        switch body {
        case .whole(_, let digest): digest
        case .stream(_, let stream): stream.digest
        }
    }

    /// The message as APPEND takes it.
    var message: AppendMessage {
        switch body {
        case .whole(let octets, _): AppendMessage(flags: flags, date: date, body: .octets(octets))
        case .stream(let length, _): AppendMessage(flags: flags, date: date, body: .stream(length: length))
        }
    }

    /// The octets of the header; of a streamed body, once it was sent.
    var header: ArraySlice<UInt8> {
        switch body {
        case .whole(let octets, _): HeaderBlock(of: octets).bytes
        case .stream(_, let stream): stream.header
        }
    }

    /// Lets a streamed body's source go on.
    func discard() async { await stream?.discard() }
}

/// A streamed body whose digest is taken as it passes.
final class IMAPHashedStream: ContentStream {
    private let stream: any ContentStream
    private let hash = Mutex(SHA256())
    private let failed = Mutex<Problem?>(nil)
    /// What passed first, until the header is seen to have ended.
    private let beginning = Mutex((octets: [UInt8](), isAll: false))

    init(_ stream: any ContentStream) { self.stream = stream }

    /// Why the source could not deliver it to the end.
    var failure: Problem? { failed.withLock { $0 } }

    /// SHA-256 of what has passed.
    var digest: String { ItemDigest.text(hash.withLock { $0.finalize() }) }

    func next() async throws(Problem) -> [UInt8]? {
        do throws(Problem) {
            guard let octets = try await stream.next() else { return nil }
            hash.withLock { $0.update(data: octets) }
            note(octets)
            return octets
        } catch {
            failed.withLock { $0 = error }
            throw error
        }
    }

    /// The header, as much of it as has passed.
    var header: ArraySlice<UInt8> { HeaderBlock(of: beginning.withLock { $0.octets }).bytes }

    private func note(_ octets: [UInt8]) {
        beginning.withLock { beginning in
            guard !beginning.isAll else { return }
            beginning.octets += octets
            beginning.isAll = HeaderBlock(of: beginning.octets).isComplete
        }
    }

    func discard() async { await stream.discard() }

    func again() async throws(Problem) -> Content? { try await stream.again() }
}
