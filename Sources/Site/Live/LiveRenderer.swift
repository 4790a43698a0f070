import MailCore
import Store
import Texts

/// Renders the part of the live page that is refreshed in place.
struct LiveRenderer: Sendable {
    let templates: Templates
    let texts: Texts
    let answers: AnswerBook
    let configuration: Site.Configuration

    func fragment(_ record: MigrationRecord, _ language: Language, now: Int64) throws -> String {
        let voice = Voice(texts: texts, answers: answers, formats: Formats(language, zone: configuration.zone))
        let model = LiveView(record: record, voice: voice, configuration: configuration, now: now).model
        return try templates.render("migrations/live-fragment", model, in: language)
    }
}
