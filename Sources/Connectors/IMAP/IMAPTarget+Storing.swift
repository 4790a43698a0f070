internal import IMAP
internal import MailCore

extension IMAPTarget {
    func store(_ batch: Batch) async throws(Problem) -> [Outcome] {
        try await onTarget { target async throws(Problem) in
            let name = try await target.account.hierarchy().name(batch.path)
            let connection = try await target.pool.connection(pinnedTo: name)
            defer { target.pool.grow() }
            return try await IMAPStoring(connection, name, batch).store()
        }
    }
}

/// Stores one batch: with MULTIAPPEND where the server has it, else one APPEND behind the other without waiting.
struct IMAPStoring {
    let connection: IMAPConnection
    let mailbox: MailboxName
    let batch: Batch
    var host: String { connection.settings.endpoint.host }

    init(_ connection: IMAPConnection, _ mailbox: MailboxName, _ batch: Batch) {
        self.connection = connection
        self.mailbox = mailbox
        self.batch = batch
    }

    func store() async throws(Problem) -> [Outcome] {
        let parcels = try await batch.items.map { IMAPParcel($0) }.protected(on: connection, exactOnly: batch.exactOnly)
        let limit = connection.capabilities.appendLimit ?? .max
        let fitting = parcels.indices.filter { parcels[$0].length <= limit }
        let stored: [Outcome]
        if fitting.count > 1, connection.capabilities.contains("MULTIAPPEND"), !parcels.contains(where: \.isStreamed) {
            stored = try await storeTogether(fitting.map { parcels[$0] })
        } else {
            stored = try await storeEach(fitting.map { parcels[$0] })
        }
        var outcomes = parcels.map { Outcome.failed(tooLarge(limit, $0.length, "APPENDLIMIT")) }
        for (index, outcome) in zip(fitting, stored) { outcomes[index] = outcome }
        for parcel in parcels where parcel.length > limit { await parcel.discard() }
        return try await checkKept(outcomes, parcels)
    }

    /// One command for all: either all of them are there, or none.
    private func storeTogether(_ parcels: [IMAPParcel]) async throws(Problem) -> [Outcome] {
        let answer = try await connection.send(.append(mailbox, parcels.map(\.message))).answer()
        guard answer.isOK else {
            if let problem = ServerProblem.general(answer.status, host: host) { throw problem }
            throw Problem(.batchRefused, reaction: .retry(afterSeconds: nil), fixer: .you, detail: answer.status.text)
        }
        return stored(parcels, answer.status)
    }

    private func storeEach(_ parcels: [IMAPParcel]) async throws(Problem) -> [Outcome] {
        let replies = parcels.map(send)
        var outcomes: [Outcome] = []
        for (parcel, reply) in zip(parcels, replies) {
            let answer = try await answer(to: reply, parcel)
            outcomes.append(
                answer.isOK ? stored([parcel], answer.status)[0] : try await storeAltered(parcel, answer.status)
            )
        }
        return outcomes
    }

    func send(_ parcel: IMAPParcel) -> IMAPReply {
        let command = Command.append(mailbox, [parcel.message])
        let reply = IMAPReply(command)
        connection.enqueue([IMAPRequest(command, reply, body: parcel.stream)])
        return reply
    }

    /// The answer; where the body's source failed, that is why the connection had to be given up.
    func answer(to reply: IMAPReply, _ parcel: IMAPParcel) async throws(Problem) -> IMAPReply.Answer {
        do throws(Problem) {
            let answer = try await reply.answer()
            if !answer.isOK { await parcel.discard() }
            return answer
        } catch {
            await parcel.discard()
            throw parcel.stream?.failure ?? error
        }
    }

    /// A message that is refused as it is goes again in its least altered acceptable form, unless only exact copies count.
    ///
    /// A large one is read from its source again for each form; where that fails, it is open what becomes of it.
    func storeAltered(_ parcel: IMAPParcel, _ refusal: StatusResponse) async throws(Problem) -> Outcome {
        var refusal = refusal
        var forms = IMAPForms(parcel)
        while isAboutForm(refusal, parcel), !batch.exactOnly {
            let altered: IMAPParcel?
            do throws(Problem) { altered = try await forms.next(hint: refusal.text) } catch { return .failed(error) }
            guard let altered else { break }
            let answer = try await answer(to: send(altered), altered)
            if answer.isOK { return stored([altered], answer.status)[0] }
            refusal = answer.status
        }
        return failed(refusal, parcel)
    }

    /// What a refusal means for the message.
    func failed(_ refusal: StatusResponse, _ parcel: IMAPParcel) -> Outcome {
        .failed(permanent(refusal, parcel) ?? ServerProblem.general(refusal, host: host) ?? refused(refusal))
    }

    /// Whether another form of the message may be accepted.
    private func isAboutForm(_ refusal: StatusResponse, _ parcel: IMAPParcel) -> Bool {
        permanent(refusal, parcel) == nil && ServerProblem.general(refusal, host: host) == nil
    }

    // MARK: - Outcomes

    func stored(_ parcels: [IMAPParcel], _ status: StatusResponse) -> [Outcome] {
        var references: [IMAPReference?] = Array(repeating: nil, count: parcels.count)
        if case .appendUID(let validity, let set) = status.code, let uids = set.uids(limit: parcels.count),
            uids.count == parcels.count
        {
            references = uids.map { IMAPReference(validity: validity, uid: $0) }
        }
        let baseline = IMAPMark(batch.baseline)
        return zip(parcels, references).map { parcel, reference in
            if let reference, let baseline, reference.validity == baseline.validity, reference.uid < baseline.uidNext {
                return .alreadyThere(reference.reference)
            }
            return .stored(
                Stored(
                    reference: reference?.reference,
                    digest: parcel.digest,
                    size: parcel.length,
                    flags: parcel.flags,
                    losses: parcel.losses
                )
            )
        }
    }

    /// A refusal that no other form of the message would change.
    private func permanent(_ status: StatusResponse, _ parcel: IMAPParcel) -> Problem? {
        let text = status.text.lowercased()
        switch status.code {
        case .overQuota where ServerProblem.general(status, host: host) == nil: return quota(status)
        case .tooBig: return tooLarge(nil, parcel.length, status.text)
        case .tryCreate, .nonexistent:
            let folder = ["folder": batch.path.description]
            return Problem(.folderRefused, folder, reaction: .skip, fixer: .you, side: .target, detail: status.text)
        case .noPerm: return refused(status)
        default: break
        }
        if text.contains("quota") || text.contains("mailbox is full") { return quota(status) }
        let sizes = ["too large", "too big", "maximum message size", "larger than the maximum size"]
        if sizes.contains(where: text.contains) {
            return tooLarge(nil, parcel.length, status.text)
        }
        return nil
    }

    private func quota(_ status: StatusResponse) -> Problem {
        Problem(.quota, ["host": host], reaction: .stop, fixer: .you, side: .target, detail: status.text)
    }

    private func tooLarge(_ limit: Int?, _ size: Int, _ detail: String) -> Problem {
        var arguments = ["size": String(size)]
        if let limit { arguments["limit"] = String(limit) }
        return Problem(.tooLarge, arguments, reaction: .skip, fixer: .you, side: .target, detail: detail)
    }

    private func refused(_ status: StatusResponse) -> Problem {
        Problem(.messageRefused, reaction: .skip, fixer: .provider, side: .target, detail: status.text)
    }
}
