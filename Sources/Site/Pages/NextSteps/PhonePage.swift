import HTTPServer
import MailCore
import Store
import Texts

/// What a phone opens with the QR code: the settings and the profile, nothing else of the migration.
enum PhonePage {
    /// The field of the query that holds the key.
    static let key = "key"

    struct Model: ViewModel {
        var setUp: SetUp
    }

    /// The path with its key.
    static func path(_ id: MigrationID, token: String, isProfile: Bool) -> String {
        "\(Route.phone(id, isProfile: isProfile).path)?\(Form([(key, token)]).urlEncoded)"
    }

    /// A key that is wrong or over looks like a page that does not exist, as does what the state does not allow any more.
    static func get(_ id: MigrationID, isProfile: Bool, _ visit: Visit) async throws -> Response {
        let token = visit.request.query[key]
        guard let phone = visit.services.phone, phone.holds(token, id, visit.now),
            let record = try await visit.store.migration(id),
            AllowedActions(record, now: visit.now).allow(.nextSteps)
        else { throw Refusal.notFound }
        if isProfile { return try MailProfile.response(record, visit) }
        let model = Model(
            setUp: SetUp(
                MailSettings(record.target, visit.services.catalogue),
                programs: ["iphone", "android"],
                profileHref: path(id, token: token, isProfile: true),
                code: nil,
                visit
            )
        )
        return try visit.page("migrations/phone", model, title: [visit.say("nextSteps.phoneTitle")])
    }
}
