import HTTPServer
import MailCore
import Planning
import Store

/// The messages to people, to be copied or sent with one's own mail program.
enum MessagesPage {
    struct Model: ViewModel {
        struct Message {
            var anchor: String
            var subject: String
            var audience: String
            var moment: String
            var body: String
            var mailHref: String
        }

        var nav: ProjectNav
        var messages: [Message]
        var isEmpty: Bool
        var sheets: SheetLinks
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) throws -> Response {
        let messages = desk.plan.runbook.messages.map { message in
            let (subject, body) = (visit.say(message.subject), visit.say(message.body))
            return Model.Message(
                anchor: "message-\(message.id.filter { $0.isLetter || $0 == "-" })",
                subject: subject,
                audience: visit.say(message.audience),
                moment: visit.say(message.moment),
                body: body,
                mailHref: "mailto:?\(Form([("subject", subject), ("body", body)]).urlEncoded)"
            )
        }
        let model = Model(
            nav: ProjectNav(desk, visit),
            messages: messages,
            isEmpty: messages.isEmpty,
            sheets: SheetLinks(.messages, desk)
        )
        let title = [visit.say("plans.messages.title"), desk.project.name]
        return try visit.page("plans/messages", model, title: title, scripts: [.copy])
    }
}
