internal import IMAP
internal import MailCore

/// Delivers messages of one mailbox in the order asked for, whatever the server does about some of them.
///
/// A stored message can make a server drop the line in the middle of it, as often as it is asked for. So when the line
/// drops, the message that was due is tried alone on a new connection; where it happens again, that message is given up
/// and the delivery goes on behind it. Deliveries that only shared the connection simply begin again where they were.
final class IMAPDelivery: Sendable {
    /// Connections that may break without anything having been delivered in between.
    private static let patience = 4
    /// How many of them have to break over a message that was asked for alone before it is taken for the cause: lines break
    /// by themselves, too.
    private static let proofs = 2

    private let pool: IMAPPool
    private let references: [Reference]
    private let container: SourceContainer
    private let ledger: IMAPDeliveryLedger

    init(
        _ pool: IMAPPool,
        _ references: [Reference],
        _ container: SourceContainer,
        _ events: AsyncThrowingStream<FetchEvent, any Error>.Continuation
    ) {
        self.pool = pool
        self.references = references
        self.container = container
        ledger = IMAPDeliveryLedger(references, events) { [pool] reference async throws(Problem) in
            try await RepeatedContent.first(of: IMAPDelivery.events(pool, [reference], container))
        }
    }

    /// A delivery's events; letting go of them ends it.
    static func events(
        _ pool: IMAPPool,
        _ references: [Reference],
        _ container: SourceContainer
    ) -> AsyncThrowingStream<FetchEvent, any Error> {
        let (events, continuation) = AsyncThrowingStream<FetchEvent, any Error>.makeStream()
        let delivery = IMAPDelivery(pool, references, container, continuation)
        let task = Task { await delivery.run() }
        continuation.onTermination = { _ in task.cancel() }
        return events
    }

    func run() async {
        do throws(Problem) {
            try await deliver()
            ledger.finish(nil)
        } catch {
            ledger.finish(error.on(.source))
        }
    }

    private func deliver() async throws(Problem) {
        var suspect: UID?
        var tries = 0
        var brokenAlone = 0
        while true {
            let due = ledger.due
            guard let first = due.first else { return }
            let asked = suspect.map { [$0] } ?? due
            let connection = try await pool.connection()
            pool.grow()
            let (command, result) = await fetch(asked, over: connection)
            switch result {
            case .success(let status):
                try settle(asked, status)
                (suspect, tries, brokenAlone) = (nil, 0, 0)
            case .failure(let problem):
                guard problem.isTransient, problem.code == .connectionLost, !Task.isCancelled else { throw problem }
                let wasOurs = connection.wasDue(command)
                let left = ledger.due
                guard left.first == first else {
                    (suspect, tries, brokenAlone) = (wasOurs ? left.first : nil, 0, 0)
                    continue
                }
                tries += 1
                guard tries < IMAPDelivery.patience else { throw problem }
                guard wasOurs else { continue }
                if suspect != nil { brokenAlone += 1 }
                suspect = first
                guard brokenAlone >= IMAPDelivery.proofs else { continue }
                ledger.fail(first, unreadable("the connection ends whenever it is asked for"))
                (suspect, tries, brokenAlone) = (nil, 0, 0)
            }
        }
    }

    private func fetch(
        _ uids: [UID],
        over connection: IMAPConnection
    ) async -> (IMAPFetch, Result<StatusResponse, Problem>) {
        let mailbox = MailboxName(text: container.wireName)
        let ledger = ledger
        var command: IMAPFetch?
        let selection = connection.enqueue(in: mailbox, readOnly: true) { selection in
            let fetch = IMAPFetch(
                accept: { ledger.take($0, selection) },
                literal: { ledger.begin($0, selection) }
            )
            command = fetch
            let set = UIDSet(uids)
            return [IMAPRequest(.uidFetch(set, [.uid, .flags, .internalDate, .message()]), fetch)]
        }
        guard let command else { return (IMAPFetch(accept: { _ in false }), .failure(.lostConnection)) }
        let result = await command.outcome()
        guard case .success = result else { return (command, result) }
        if let facts = selection.opened, facts.validity != ledger.validity {
            // The references are of a mailbox that is no more.
            for uid in uids { ledger.fail(uid, gone) }
        }
        if let refusal = selection.refusal {
            let problem = ServerProblem.folder(refusal, container.path, host: pool.settings.endpoint.host).on(.source)
            if problem.isTransient { return (command, .failure(problem)) }
            for uid in uids { ledger.fail(uid, problem) }
        }
        return (command, result)
    }

    /// What was asked for and did not come.
    private func settle(_ asked: [UID], _ status: StatusResponse) throws(Problem) {
        let missing = Set(asked).intersection(ledger.due)
        guard !missing.isEmpty else { return }
        let seenPassing = missing.filter(ledger.isRemembered)
        if !seenPassing.isEmpty { return ledger.askAlone(seenPassing) }
        let host = pool.settings.endpoint.host
        if status.condition != .ok, let problem = ServerProblem.general(status, host: host) { throw problem }
        if status.condition != .ok, asked.count > 1 {
            // One that cannot be read may have hidden the others: each is asked for alone.
            return ledger.askAlone(missing)
        }
        for uid in ledger.due where missing.contains(uid) {
            ledger.fail(uid, status.condition == .ok ? gone : unreadable(status.text))
        }
    }

    private var gone: Problem { Problem(.gone, reaction: .skip, fixer: .you, side: .source) }

    private func unreadable(_ detail: String) -> Problem {
        Problem(.messageUnreadable, reaction: .skip, fixer: .provider, side: .source, detail: detail)
    }
}
