import HTTPServer
import MailCore
import Planning
import Store

/// Hands one question to somebody who knows: by a link that opens nothing else.
enum AnswerQuestionOut {
    struct Model: ViewModel {
        var backHref: String
        var title: String
        var lead: String
        var question: String
        var url: String
    }

    static func post(
        _ form: Form,
        _ answer: Answer,
        _ around: QuestionView.Surroundings,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> Response {
        guard desk.access.mayDecide else { throw Refusal.notFound }
        var around = around
        let question = around.form.question
        around.typedName = form["name"]
        around.typedAddress = form["address"]
        let invitation: Invitation
        do {
            invitation = try PersonFields.invitation(form, role: .expert, question: question.id, visit)
        } catch {
            around.complaints = error
            return try await QuestionPage.show(around, desk, visit)
        }
        var open = answer
        open.open = Answer.Open(person: invitation.name)
        // Who has asked too often is told so before anything is kept.
        let mails = try await PersonFields.mails(invitation.address, visit)
        guard try await QuestionPage.save(open, question, Int(form["version"]) ?? 0, desk, visit) else {
            return try await ConflictPage.answer(form, open, question, desk, visit)
        }
        let issued = try await visit.store.invite(invitation, to: desk.id, by: desk.actor, mailing: mails)
        let model = Model(
            backHref: Route.project(desk.id, .inventory).path,
            title: visit.say("projects.asked.title", ["name": invitation.name]),
            lead: mails
                ? visit.say("projects.asked.mailed", ["address": invitation.address?.description])
                : visit.say("projects.asked.link"),
            question: visit.say(question.title),
            url: JoinLink.url(issued.token.exposed, visit)
        )
        return try visit.page(
            "inventory/asked",
            model,
            title: [visit.say("projects.asked.windowTitle"), desk.project.name]
        )
    }
}
