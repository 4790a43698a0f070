import MailCore
import Planning
public import Store
public import Texts

/// A mail as people read it.
public struct Letter: Hashable, Sendable {
    /// What it is about.
    public var subject: String
    /// The language's tag.
    public var language: String
    /// The text.
    public var text: String
    /// The same as HTML.
    public var html: String
}

/// Writes the mails to customers, in their language: from the same texts as the pages, with templates of their own.
public struct Letters: Sendable {
    let templates: Templates
    let texts: Texts
    let answers: AnswerBook
    let questionnaire: Questionnaire
    let publicURL: String
    let brand: Brand
    let contact: String
    let zone: Zone

    /// A writer whose links begin with that URL, for the operator's brand and contact (empty for none).
    ///
    /// - Throws: Where templates or locales cannot be read.
    public init(
        templates directory: String,
        publicURL: String,
        brand: Brand = Brand(),
        contact: String = "",
        zone: Zone = .system
    ) async throws {
        let blueprint = try Blueprint(directory: directory)
        questionnaire = blueprint.questionnaire
        texts = try Texts(directory: "\(directory)/locales").adding(blueprint.wordings.texts)
        templates = try Templates(directory: directory, texts: texts)
        answers = try AnswerBook(directory: "\(directory)/faq")
        self.publicURL = publicURL
        self.brand = brand
        self.contact = contact
        self.zone = zone
    }

    /// Writes a mail.
    ///
    /// - Throws: Where a template is missing.
    public func write(_ mail: OutgoingMail) throws -> Letter {
        let language = Language(rawValue: mail.language) ?? .de
        let voice = Voice(texts: texts, answers: answers, formats: Formats(language, zone: zone))
        let frame = LetterFrame(voice: voice, publicURL: publicURL, brand: brand, contact: contact)
        let model = frame.model(words(of: mail, frame))
        return Letter(
            subject: model.subject,
            language: language.tag,
            text: try templates.render("mail/text", model, in: language),
            html: try templates.render("mail/html", model, in: language)
        )
    }

    private func words(of mail: OutgoingMail, _ frame: LetterFrame) -> LetterWords {
        switch mail.matter {
        case .migration(let migration):
            return MigrationLetter(kind: mail.kind, mail: migration, frame: frame).words
        case .project(let project):
            let question = project.arguments.question.flatMap { questionnaire[$0] }
            return ProjectLetter(kind: mail.kind, mail: project, frame: frame, question: question?.title).words
        }
    }
}

/// A mail, ready to be printed.
struct LetterModel: ViewModel {
    struct Line {
        var name: String
        var text: String
    }

    /// The colours of the brand, in the light and in the dark scheme.
    struct Palette {
        var light, onLight, dark, onDark: String
    }

    var tag: String
    /// What ends a name before its value.
    var colon: String
    var brand: String
    var accent: Palette
    var subject: String
    var tone: String
    var colour: String
    var word: String
    var title: String
    var paragraphs: [String]
    var hasLines: Bool
    var lines: [Line]
    var buttonHref: String
    var button: String
    var after: [String]
    var reason: String
    var stopHref: String?
    var stop: String
    var contact: String?
    var legal: [Line]
}
