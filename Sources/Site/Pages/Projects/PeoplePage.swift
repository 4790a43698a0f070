import HTTPServer
import MailCore
import Store
import Texts

/// Who takes part: invites, gives new links, shuts out.
enum PeoplePage {
    struct Model: ViewModel {
        struct Line {
            var member: String
            var name: String
            var address: String
            var role: String
            var standing: Status
            var seen: String
            var canRenew: Bool
            var canRevoke: Bool
        }

        struct Status {
            var tone: String
            var icon: String
            var word: String
        }

        struct Link {
            var heading: String
            var text: String
            var url: String
        }

        var nav: ProjectNav
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var link: Link?
        var offer: Link?
        var lead: String
        var members: [Line]
        var hasMembers: Bool
        var name: TextField
        var address: TextField
        var role: ChoiceField
        var canOffer: Bool
        var canDelete: Bool
        var deleteComplaint: String?
    }

    /// What somebody can be invited as here.
    private static let roles: [Member.Role] = [.customer, .colleague, .tester]

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        try await answer(desk, visit)
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard desk.access.mayDecide else { throw Refusal.notFound }
        if let member = Int64(form["renew"]) { return try await renew(MemberID(rawValue: member), desk, visit) }
        if let member = Int64(form["revoke"]) {
            let id = MemberID(rawValue: member)
            guard id != desk.access.member?.id else { throw Refusal.notFound }
            try await visit.store.revoke(id, in: desk.id, by: desk.actor)
            return .seeOther(Route.project(desk.id, .people).path)
        }
        if form["action"] == "delete" {
            guard try await canDelete(desk, visit) else { throw Refusal.notFound }
            guard form["sure"] == "yes" else {
                return try await answer(desk, visit, .about("sure", visit.say("projects.people.deleteSure")))
            }
            try await visit.store.delete(desk.id, by: desk.actor)
            return .seeOther(Route.projects(.enter).path)
        }
        if form["action"] == "offer", desk.project.isSelfService {
            let token = try await visit.store.offer(desk.id, by: desk.actor)
            return try await answer(desk, visit, offer: token.exposed)
        }
        guard let role = Member.Role(rawValue: form["role"]), roles.contains(role) else {
            // Nobody becomes more than was chosen.
            return try await answer(desk, visit, form: form, .about("role", visit.say("projects.people.roleWrong")))
        }
        do {
            let invitation = try PersonFields.invitation(form, role: role, visit)
            let mails = try await PersonFields.mails(invitation.address, visit)
            let issued = try await visit.store.invite(invitation, to: desk.id, by: desk.actor, mailing: mails)
            return try await answer(desk, visit, issued: issued, isMailed: mails)
        } catch let complaints as Complaints {
            return try await answer(desk, visit, form: form, complaints)
        }
    }

    /// Whether the visitor may delete all of it: the consultant, or where there is none (any more), the customer.
    private static func canDelete(_ desk: ProjectDesk, _ visit: Visit) async throws -> Bool {
        guard !desk.access.isConsultant, let firm = desk.project.consultancy else { return desk.access.mayDecide }
        let consultants = try await visit.store.consultants(of: firm.id)
        return desk.access.mayDecide && consultants.isEmpty
    }

    private static func renew(_ member: MemberID, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let members = try await visit.store.members(of: desk.id)
        guard let known = members.first(where: { $0.id == member }) else { throw Refusal.notFound }
        let address = known.address.flatMap(PersonFields.address)
        let mails = known.isSilent ? false : try await PersonFields.mails(address, visit)
        let issued = try await visit.store.renewLink(
            of: member,
            in: desk.id,
            // Whoever renews the own link stays where he or she is.
            keeping: member == desk.access.member?.id ? visit.session?.id : nil,
            by: desk.actor,
            mailing: mails
        )
        guard let issued else { throw Refusal.notFound }
        return try await answer(desk, visit, issued: issued, isMailed: mails, isRenewed: true)
    }

    private static func answer(
        _ desk: ProjectDesk,
        _ visit: Visit,
        form: Form = Form(),
        _ complaints: Complaints = Complaints(),
        issued: IssuedLink? = nil,
        isMailed: Bool = false,
        isRenewed: Bool = false,
        offer: String? = nil
    ) async throws -> Response {
        let members = try await visit.store.members(of: desk.id)
        let model = Model(
            nav: ProjectNav(desk, visit),
            action: Route.project(desk.id, .people).path,
            csrf: visit.csrf,
            summary: visit.summary(complaints),
            link: issued.map { link($0, isMailed: isMailed, isRenewed: isRenewed, visit) },
            offer: offer.map { token in
                Model.Link(
                    heading: visit.say("projects.people.offered"),
                    text: visit.say("projects.people.offeredHint"),
                    url: token
                )
            },
            lead: visit.say("projects.people.lead", ["project": desk.project.name]),
            members: members.map { line($0, desk, visit) },
            hasMembers: !members.isEmpty,
            name: PersonFields.name(form["name"], visit).with(complaints),
            address: PersonFields.address(form["address"], visit).with(complaints),
            role: ChoiceField(
                "role",
                label: visit.say("projects.people.role"),
                choices: roles.map { role in
                    let name = visit.say("projects.role.\(role.rawValue)")
                    return (role.rawValue, "\(name): \(visit.say("projects.role.\(role.rawValue)What"))")
                },
                chosen: form.first("role") ?? (members.isEmpty ? "customer" : "colleague")
            ).with(complaints),
            canOffer: desk.project.isSelfService,
            canDelete: try await canDelete(desk, visit),
            deleteComplaint: complaints["sure"]
        )
        let title = [visit.say("projects.part.people"), desk.project.name]
        return try visit.form("projects/people", model, title: title, isWrong: !complaints.isEmpty)
    }

    private static func link(
        _ issued: IssuedLink,
        isMailed: Bool,
        isRenewed: Bool,
        _ visit: Visit
    ) -> Model.Link {
        let text =
            isMailed
            ? visit.say("projects.people.linkMailed", ["address": issued.member.address])
            : visit.say("projects.people.linkHint")
        return Model.Link(
            heading: visit.say("projects.people.linkTitle", ["name": issued.member.name]),
            text: isRenewed ? "\(text) \(visit.say("projects.people.linkRenewed"))" : text,
            url: JoinLink.url(issued.token.exposed, visit)
        )
    }

    private static func line(_ member: Member, _ desk: ProjectDesk, _ visit: Visit) -> Model.Line {
        let isSelf = member.id == desk.access.member?.id
        return Model.Line(
            member: String(member.id.rawValue),
            name: member.name,
            address: member.address ?? "",
            role: visit.say("projects.role.\(member.role.rawValue)"),
            standing: standing(member, visit),
            seen: member.lastSeen.map { visit.formats.moment($0) } ?? "",
            canRenew: desk.access.mayDecide,
            canRevoke: desk.access.mayDecide && member.revoked == nil && !isSelf
        )
    }

    private static func standing(_ member: Member, _ visit: Visit) -> Model.Status {
        if member.revoked != nil {
            return .init(tone: "idle", icon: Icon.skip.rawValue, word: visit.say("projects.people.revoked"))
        }
        if member.joined != nil {
            return .init(tone: "good", icon: Icon.done.rawValue, word: visit.say("projects.people.joined"))
        }
        if member.linkUntil < visit.now {
            return .init(tone: "warn", icon: Icon.warn.rawValue, word: visit.say("projects.people.expired"))
        }
        return .init(tone: "idle", icon: Icon.later.rawValue, word: visit.say("projects.people.invited"))
    }
}
