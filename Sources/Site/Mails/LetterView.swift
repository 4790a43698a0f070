import MailCore
import Store
import Texts

/// What a mail says.
struct LetterView {
    let mail: OutgoingMail
    let voice: Voice
    let publicURL: String
    let brand: Brand
    let contact: String

    private var key: String { "mail.\(mail.kind.key)" }
    /// The stylesheet's, which mail programs do not read.
    private let colours = ["good": "#0f6b3c", "warn": "#875000", "bad": "#b01f1b", "idle": "#5b5e66"]
    private var said: MailArguments { mail.arguments }

    var model: LetterModel {
        LetterModel(
            tag: voice.language.tag,
            colon: voice.language == .fr ? "\u{A0}:" : ":",
            brand: brand.name,
            accent: accent,
            subject: say("subject"),
            tone: mail.kind.tone,
            colour: colours[mail.kind.tone] ?? "#5b5e66",
            word: say("word"),
            title: say("title"),
            paragraphs: paragraphs,
            hasLines: !lines.isEmpty,
            lines: lines,
            buttonHref: publicURL + target,
            button: say("button"),
            after: after,
            reason: mail.kind == .confirmAddress
                ? voice.say("mail.reasonAsked", ["host": host]) : voice.say("mail.reason", ["host": host]),
            stopHref: publicURL + Route.notification(.stop).path(token: mail.stopToken.exposed),
            stop: voice.say("mail.stop"),
            contact: contact.isEmpty ? nil : contact,
            legal: legal
        )
    }

    /// Ours where the operator has none; a mail knows no stylesheet that could say it later.
    private var accent: LetterModel.Palette {
        guard let wanted = brand.accent else {
            return LetterModel.Palette(light: "#1f35c7", onLight: "#ffffff", dark: "#aab6ff", onDark: "#0d1020")
        }
        let used = BrandFiles.accent(wanted)
        return LetterModel.Palette(
            light: "\(used.light)",
            onLight: "\(used.onLight)",
            dark: "\(used.dark)",
            onDark: "\(used.onDark)"
        )
    }

    private var legal: [LetterModel.Line] {
        [("layout.imprint", brand.imprint), ("layout.privacy", brand.privacy)].compactMap { key, href in
            href.map { line(key, $0) }
        }
    }

    private var paragraphs: [String] {
        switch mail.kind {
        case .paused where said.until != nil && said.problem?.fixer == .provider:
            // What to do about such a problem is to wait, which the lead has said.
            [problem?.what, say("lead"), say("alone")].compactMap { $0 }
        case .paused, .failed: [problem?.what, say("lead"), problem?.next].compactMap { $0 }
        case .confirmAddress, .started, .finished, .finishedWithFailures, .undone, .undoEndsSoon: [say("lead")]
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
        guard mail.kind != .confirmAddress else { return [] }
        var lines = [
            line("mail.id", mail.migration.rawValue), line("mail.source", said.source),
            line("mail.target", said.target),
        ]
        switch mail.kind {
        case .finished, .finishedWithFailures:
            for (name, count) in [
                ("copied", said.counts.copied), ("alreadyThere", said.counts.alreadyThere),
                ("skipped", said.counts.skipped), ("notCopied", said.counts.failed),
            ] where count > 0 {
                lines.append(line("mail.\(name)", voice.formats.number(count)))
            }
            if let until = said.undoUntil { lines.append(line("mail.undoUntil", voice.formats.dateTime(until))) }
        case .undone:
            lines.append(line("mail.removed", voice.formats.number(said.counts.removed)))
            if said.counts.kept > 0 { lines.append(line("mail.kept", voice.formats.number(said.counts.kept))) }
        case .paused:
            if let until = said.until { lines.append(line("mail.until", voice.formats.dateTime(until))) }
        case .confirmAddress, .started, .failed, .undoEndsSoon: break
        }
        return lines
    }

    /// Where the button leads.
    private var target: String {
        switch mail.kind {
        case .confirmAddress: Route.notification(.confirm).path(token: mail.confirmToken.exposed)
        case .started, .failed: page(.live)
        case .paused: page(said.problem?.isAboutCredentials == true ? .credentials : .live)
        case .finished, .finishedWithFailures, .undone: page(.receipt)
        case .undoEndsSoon: page(.undo)
        }
    }

    private func page(_ page: Route.MigrationPage) -> String { Route.migration(mail.migration, page).path }

    private func line(_ key: String, _ text: String) -> LetterModel.Line {
        LetterModel.Line(name: voice.say(key), text: text)
    }

    private var problem: (title: String, what: String, next: String)? {
        said.problem.map { problem in
            let words = voice.words(for: problem)
            return (words.title, words.what, words.next)
        }
    }

    private var host: String {
        String(publicURL.split(separator: "/").last ?? "")
    }

    private func say(_ part: String) -> String {
        voice.say(
            "\(key).\(part)",
            [
                "source": said.source, "cause": problem?.title, "host": host,
                "failed": String(said.counts.failed), "done": String(said.counts.copied + said.counts.alreadyThere),
                "until": (mail.kind == .paused ? said.until : said.undoUntil).map { String($0) },
            ]
        )
    }
}

extension MailKind {
    /// The name of its texts.
    var key: String {
        switch self {
        case .confirmAddress: "confirm"
        case .started: "started"
        case .paused: "paused"
        case .finished: "finished"
        case .finishedWithFailures: "failures"
        case .failed: "failed"
        case .undone: "undone"
        case .undoEndsSoon: "undoEnds"
        }
    }

    /// The colour of its word.
    fileprivate var tone: String {
        switch self {
        case .finished: "good"
        case .paused, .finishedWithFailures, .undoEndsSoon: "warn"
        case .failed: "bad"
        case .confirmAddress, .started, .undone: "idle"
        }
    }
}
