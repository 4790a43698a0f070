internal import IMAP
internal import MailCore

/// The altered forms of a message that was refused, the least altered first.
struct IMAPForms {
    private let parcel: IMAPParcel
    private var survey: MessageSurvey?
    private var forms: [[Loss]]?

    init(_ parcel: IMAPParcel) { self.parcel = parcel }

    /// The next form, nil where there is no other or the source does not deliver the message again; `hint` is what the
    /// server said.
    mutating func next(hint: String) async throws(Problem) -> IMAPParcel? {
        if forms == nil {
            survey = try await parcel.survey()
            forms = survey.map { parcel.forms($0, hint: hint) } ?? []
        }
        guard let survey, let losses = forms?.first else { return nil }
        forms?.removeFirst()
        return try await parcel.altered(losses, survey)
    }
}

extension IMAPParcel {
    /// The message with its header in ASCII, its octets altered as they were before; nil where its source does not deliver
    /// it again.
    func withEncodedHeader(_ before: [Loss] = []) async throws(Problem) -> IMAPParcel? {
        guard let survey = try await survey() else { return nil }
        return try await altered(before.filter { $0 == .lineEndings || $0 == .nul } + [.headers], survey)
    }

    /// What a server may refuse of the contents; a streamed body is read from its source once more for it, and nil is
    /// one that cannot be.
    fileprivate func survey() async throws(Problem) -> MessageSurvey? {
        switch body {
        case .whole(let octets, _): return MessageSurvey(octets)
        case .stream(_, let stream):
            switch try await stream.again() {
            case nil: return nil
            case .whole(let octets): return MessageSurvey(octets)
            case .stream(_, let stream):
                var survey = MessageSurvey()
                while let octets = try await stream.next() { survey.take(octets) }
                survey.finish()
                return survey
            }
        }
    }

    /// The forms to try after a refusal, the least altered first: what the server's words hint at, each alteration alone,
    /// those of the contents together, all together.
    fileprivate func forms(_ survey: MessageSurvey, hint text: String) -> [[Loss]] {
        let contents = survey.alterations
        var possible = contents
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
        case .headers: ["8-bit", "8bit", "non-ascii", "eight"]
        case .date: ["date", "time"]
        }
    }

    /// The message with these alterations; nil where its source does not deliver it again.
    fileprivate func altered(_ losses: [Loss], _ survey: MessageSurvey) async throws(Problem) -> IMAPParcel? {
        var parcel = self
        for loss in losses {
            if loss == .keywords { parcel.flags.keywords = [] }
            if loss == .date { parcel.date = nil }
            if !parcel.losses.contains(loss) { parcel.losses.append(loss) }
        }
        switch try await contents() {
        case nil: return nil
        case .whole(let octets):
            let repaired = MessageRepair.repaired(octets, losses)
            parcel.body = .whole(repaired, digest: ItemDigest.of(repaired))
        case .stream(_, let stream):
            let repaired = IMAPHashedStream(RepairedContent(stream, losses))
            parcel.body = .stream(length: survey.length(losses), repaired)
        }
        return parcel
    }

    private func contents() async throws(Problem) -> Content? {
        switch body {
        case .whole(let octets, _): .whole(octets)
        case .stream(_, let stream): try await stream.again()
        }
    }
}
