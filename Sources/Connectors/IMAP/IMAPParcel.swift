internal import Crypto
internal import IMAP
internal import MailCore
internal import Synchronization

/// One message as it is sent to a target: exactly, or with as little altered as the target demands.
struct IMAPParcel: Sendable {
    private enum Body {
        case whole([UInt8], digest: String)
        case stream(length: Int, IMAPHashedStream)
    }

    /// The flags that are sent.
    private(set) var flags: Flags
    /// The date that is sent.
    private(set) var date: InternalDate?
    /// What is left out or altered.
    private(set) var losses: [Loss]
    private var body: Body

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

    /// Lets a streamed body's source go on.
    func discard() async { await stream?.discard() }

    // MARK: - Other forms

    /// The forms to try after a refusal, the least altered first: what the server's words hint at, each alteration alone,
    /// those of the contents together, all together.
    func forms(hint text: String) -> [[Loss]] {
        guard case .whole(let octets, _) = body else { return [] }
        var possible: [Loss] = []
        if MessageRepair.hasBareLineEnds(octets) { possible.append(.lineEndings) }
        if octets.contains(0) { possible.append(.nul) }
        let contents = possible
        if !flags.keywords.isEmpty { possible.append(.keywords) }
        if date != nil { possible.append(.date) }
        let hinted = possible.filter { loss in IMAPParcel.hints(loss).contains { text.lowercased().contains($0) } }
        var forms: [[Loss]] = []
        for form in hinted.map({ [$0] }) + possible.map({ [$0] }) + [contents, possible]
        where !form.isEmpty && !forms.contains(form) {
            forms.append(form)
        }
        return forms
    }

    private static func hints(_ loss: Loss) -> [String] {
        switch loss {
        case .keywords, .flags: ["flag", "keyword"]
        case .lineEndings: ["newline", "line end", "bare", "crlf"]
        case .nul: ["nul"]
        case .date: ["date", "time"]
        }
    }

    /// The message with these alterations.
    func altered(_ losses: [Loss]) -> IMAPParcel? {
        guard case .whole(var octets, _) = body else { return nil }
        var parcel = self
        for loss in losses {
            switch loss {
            case .lineEndings: octets = MessageRepair.withLineEnds(octets)
            case .nul: octets = MessageRepair.withoutNUL(octets)
            case .keywords: parcel.flags.keywords = []
            case .flags: parcel.flags.system = []
            case .date: parcel.date = nil
            }
            if !parcel.losses.contains(loss) { parcel.losses.append(loss) }
        }
        parcel.body = .whole(octets, digest: ItemDigest.of(octets))
        return parcel
    }
}

/// A streamed body whose digest is taken as it passes.
final class IMAPHashedStream: ContentStream {
    private let stream: any ContentStream
    private let hash = Mutex(SHA256())
    private let failed = Mutex<Problem?>(nil)

    init(_ stream: any ContentStream) { self.stream = stream }

    /// Why the source could not deliver it to the end.
    var failure: Problem? { failed.withLock { $0 } }

    /// SHA-256 of what has passed.
    var digest: String { ItemDigest.text(hash.withLock { $0.finalize() }) }

    func next() async throws(Problem) -> [UInt8]? {
        do throws(Problem) {
            guard let octets = try await stream.next() else { return nil }
            hash.withLock { $0.update(data: octets) }
            return octets
        } catch {
            failed.withLock { $0 = error }
            throw error
        }
    }

    func discard() async { await stream.discard() }
}
