internal import IMAP
internal import MailCore

extension IMAPStoring {
    /// Puts a message again whose header the server spoiled, with encoded words in place of 8-bit octets: they say the
    /// same, and nothing of them can be spoiled.
    ///
    /// The spoilt copy goes first, so that there are never two; where it does not go, it stays, and its losses say so.
    func replace(_ outcome: Outcome, _ parcel: IMAPParcel) async throws(Problem) -> Outcome {
        guard case .stored(let stored) = outcome, let reference = stored.reference else { return outcome }
        connection.spoilsHeaders = true
        let form = batch.exactOnly ? nil : try await parcel.withEncodedHeader(stored.losses)
        guard batch.exactOnly || form != nil, try await remove(reference, stored.flags) else {
            await form?.discard()
            return try await keep(stored, reference)
        }
        guard let form else {
            return failed(StatusResponse(.no, text: "the server does not keep 8-bit octets in headers"), parcel)
        }
        let answer = try await answer(to: send(form), form)
        guard answer.isOK else { return try await storeAltered(form, answer.status) }
        return try await checkKept(self.stored([form], answer.status), [form])[0]
    }

    private func remove(_ reference: Reference, _ flags: Flags) async throws(Problem) -> Bool {
        let removal = Removal(reference: reference, expecting: flags)
        return try await IMAPRemoval(connection, mailbox, [removal]).run() == [.removed]
    }

    /// What is there now is what the copy is compared with later.
    private func keep(_ stored: Stored, _ reference: Reference) async throws(Problem) -> Outcome {
        var stored = stored
        stored.digest = try await IMAPDigests(connection, mailbox).of([reference])[0] ?? stored.digest
        return .stored(stored)
    }
}

extension [IMAPParcel] {
    /// The messages as a server should get them that is known to spoil headers; a large one goes as it is, and is looked
    /// at afterwards.
    func protected(on connection: IMAPConnection, exactOnly: Bool) async throws(Problem) -> [IMAPParcel] {
        guard connection.spoilsHeaders, !exactOnly else { return self }
        var parcels = self
        for index in indices where !self[index].isStreamed && self[index].hasOctetsInHeader {
            parcels[index] = try await self[index].withEncodedHeader() ?? self[index]
        }
        return parcels
    }
}
