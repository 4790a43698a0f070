import MailCore
import Store
import Texts

/// What a mail about a project says.
struct ProjectLetter {
    let kind: MailKind
    let mail: ProjectMail
    let frame: LetterFrame
    /// The wording of the question asked, where it is one of everybody's.
    let question: Phrase?

    private var key: String { "projectMail.\(kind.key)" }
    private var said: ProjectMailArguments { mail.arguments }
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
            after: voice.has("\(key).after") ? [say("after")] : [],
            reason: voice.say("projectMail.\(reason)", arguments),
            stop: stop,
            stopText: voice.say(mail.joinToken == nil ? "projectMail.stopAccount" : "projectMail.stop")
        )
    }

    /// What the role does is said to who is new alone.
    private var paragraphs: [String] {
        guard kind == .projectInvitation, let role = said.role else { return [say("lead")] }
        return [say("lead"), voice.say("projectMail.role.\(role.rawValue)")]
    }

    private var lines: [LetterModel.Line] {
        guard kind != .projectBegun else { return [] }
        let question = question.map { voice.texts.render($0, in: voice.formats) }
        return [
            frame.line("projectMail.project", said.project),
            said.consultancy.map { frame.line("projectMail.consultancy", $0) },
            kind == .projectQuestion ? question.map { frame.line("projectMail.asked", $0) } : nil,
        ].compactMap(\.self)
    }

    /// Who has no link logs in.
    private var target: String {
        if let token = mail.joinToken { return Route.projects(.join).path(token: token.exposed) }
        return Route.project(mail.project, kind == .projectSubmitted ? .review : .hub).path
    }

    /// Who logs in chooses there; the mails that somebody asks for come once, and need no end.
    private var stop: String? {
        guard let token = mail.joinToken else { return Route.consultant(.account).path }
        return kind == .projectLink || kind == .projectBegun ? nil : Route.projects(.mails).path(token: token.exposed)
    }

    private var reason: String {
        switch kind {
        case .projectInvitation, .projectQuestion: "reasonInvited"
        case .projectBegun, .projectLink: "reasonAsked"
        default: "reason"
        }
    }

    private var arguments: [String: String?] {
        [
            "project": said.project, "sender": said.sender.isEmpty ? nil : said.sender,
            "count": String(said.count), "host": frame.host,
        ]
    }

    private func say(_ part: String) -> String { voice.say("\(key).\(part)", arguments) }
}
