import MailCore
import Store
import Texts

/// What a mail about a migration says.
struct MigrationLetter {
    let kind: MailKind
    let mail: MigrationMail
    let frame: LetterFrame

    private var key: String { "mail.\(kind.key)" }
    private var said: MailArguments { mail.arguments }
    private var voice: Voice { frame.voice }

    var words: LetterWords {
        LetterWords(
            subject: say("subject"),
            tone: kind.tone,
            word: say("word"),
            title: say("title"),
            paragraphs: paragraphs,
            lines: lines,
            target: target,
            button: say("button"),
            after: after,
            reason: voice.say(kind == .confirmAddress ? "mail.reasonAsked" : "mail.reason", ["host": frame.host]),
            stop: Route.notification(.stop).path(token: mail.stopToken.exposed)
        )
    }

    private var paragraphs: [String] {
        switch kind {
        case .paused where said.until != nil && said.problem?.fixer == .provider:
            // What to do about such a problem is to wait, which the lead has said.
            [problem?.what, say("lead"), say("alone")].compactMap { $0 }
        case .paused, .failed: [problem?.what, say("lead"), problem?.next].compactMap { $0 }
        default: [say("lead")]
        }
    }

    private var after: [String] {
        (voice.has("\(key).after") ? [say("after")] : []) + (zone.map { [$0] } ?? [])
    }

    /// Where the clock of the mail's times hangs: the server's may be in another country than its reader's.
    private var zone: String? {
        guard let time = said.until ?? said.undoUntil else { return nil }
        return voice.say("mail.zone", ["zone": voice.formats.zoneName(time)])
    }

    private var lines: [LetterModel.Line] {
        guard kind != .confirmAddress else { return [] }
        var lines = [
            frame.line("mail.id", mail.migration.rawValue), frame.line("mail.source", said.source),
            frame.line("mail.target", said.target),
        ]
        switch kind {
        case .finished, .finishedWithFailures:
            for (name, count) in [
                ("copied", said.counts.copied), ("alreadyThere", said.counts.alreadyThere),
                ("skipped", said.counts.skipped), ("notCopied", said.counts.failed),
            ] where count > 0 {
                lines.append(frame.line("mail.\(name)", voice.formats.number(count)))
            }
            if let until = said.undoUntil { lines.append(frame.line("mail.undoUntil", voice.formats.dateTime(until))) }
        case .undone:
            lines.append(frame.line("mail.removed", voice.formats.number(said.counts.removed)))
            if said.counts.kept > 0 { lines.append(frame.line("mail.kept", voice.formats.number(said.counts.kept))) }
        case .paused:
            if let until = said.until { lines.append(frame.line("mail.until", voice.formats.dateTime(until))) }
        default: break
        }
        return lines
    }

    /// Where the button leads.
    private var target: String {
        switch kind {
        case .confirmAddress: Route.notification(.confirm).path(token: mail.confirmToken.exposed)
        case .started, .failed, .projectInvitation, .projectQuestion, .projectBegun, .projectLink, .projectQueries,
            .projectSubmitted, .projectSignedOff:
            page(.live)
        case .paused: page(said.problem?.isAboutCredentials == true ? .credentials : .live)
        case .finished, .finishedWithFailures, .undone: page(.receipt)
        case .undoEndsSoon: page(.undo)
        }
    }

    private func page(_ page: Route.MigrationPage) -> String { Route.migration(mail.migration, page).path }

    private var problem: (title: String, what: String, next: String)? {
        said.problem.map { problem in
            let words = voice.words(for: problem)
            return (words.title, words.what, words.next)
        }
    }

    private func say(_ part: String) -> String {
        voice.say(
            "\(key).\(part)",
            [
                "source": said.source, "cause": problem?.title, "host": frame.host,
                "failed": String(said.counts.failed), "done": String(said.counts.copied + said.counts.alreadyThere),
                "until": (kind == .paused ? said.until : said.undoUntil).map { String($0) },
            ]
        )
    }
}
