import MailCore
import Texts

/// What a letter says, of whatever it is about.
struct LetterWords {
    var subject: String
    /// The colour of its word: `good`, `warn`, `bad` or `idle`.
    var tone: String
    var word: String
    var title: String
    var paragraphs: [String]
    var lines: [LetterModel.Line]
    /// The path that the button leads to.
    var target: String
    var button: String
    var after: [String]
    /// Why it comes.
    var reason: String
    /// The path that ends such letters; nil where they cannot be ended so.
    var stop: String?
    /// What that is called; nil for the usual words.
    var stopText: String?
}

/// What is around every letter: the brand, the language, and where links begin.
struct LetterFrame {
    let voice: Voice
    let publicURL: String
    let brand: Brand
    let contact: String

    /// The stylesheet's, which mail programs do not read.
    private static let colours = ["good": "#0f6b3c", "warn": "#875000", "bad": "#b01f1b", "idle": "#5b5e66"]

    /// The letter, ready to be printed.
    func model(_ words: LetterWords) -> LetterModel {
        LetterModel(
            tag: voice.language.tag,
            colon: voice.language == .fr ? "\u{A0}:" : ":",
            brand: brand.name,
            accent: accent,
            subject: words.subject,
            tone: words.tone,
            colour: LetterFrame.colours[words.tone] ?? "#5b5e66",
            word: words.word,
            title: words.title,
            paragraphs: words.paragraphs,
            hasLines: !words.lines.isEmpty,
            lines: words.lines,
            buttonHref: publicURL + words.target,
            button: words.button,
            after: words.after,
            reason: words.reason,
            stopHref: words.stop.map { publicURL + $0 },
            stop: words.stopText ?? voice.say("mail.stop"),
            contact: contact.isEmpty ? nil : contact,
            legal: legal
        )
    }

    /// The name of the server, as its visitors know it.
    var host: String { String(publicURL.split(separator: "/").last ?? "") }

    func line(_ key: String, _ text: String) -> LetterModel.Line {
        LetterModel.Line(name: voice.say(key), text: text)
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
}
