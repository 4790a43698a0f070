import HTTPServer
import MailCore
import Store
import Texts

/// Where a migration's mails go: shows it, changes it, ends it.
enum NotificationsPage {
    struct Model: ViewModel {
        var backHref: String
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var route: FromTo
        var lead: String
        var canChange: Bool
        var standing: String
        var field: TextField?
        var save: String
        var canStop: Bool
    }

    static func get(_ record: MigrationRecord, _ visit: Visit) throws -> Response {
        try answer(record, record.mails?.address ?? "", visit)
    }

    static func post(_ form: Form, _ record: MigrationRecord, _ visit: Visit) async throws -> Response {
        guard visit.site.configuration.sendsMail else { throw Refusal.notFound }
        let here = Route.migration(record.id, .notifications).path
        guard form["stop"].isEmpty else {
            try await visit.store.unsubscribe(from: record.id)
            try await visit.note("mail-stop", record.id)
            return .seeOther(here)
        }
        let typed = form["notify"]
        let address: MailAddress
        do {
            guard let given = try NotificationField.address(typed, visit) else {
                throw Complaints.about("notify", visit.say("notifications.complaint"))
            }
            try await NotificationField.attempt(given, visit)
            address = given
        } catch let complaints as Complaints {
            return try answer(record, typed, visit, complaints: complaints)
        }
        try await visit.store.subscribe(address, language: visit.language.rawValue, to: record.id)
        try await visit.note("mail-asked", record.id)
        return .seeOther(here)
    }

    private static func answer(
        _ record: MigrationRecord,
        _ typed: String,
        _ visit: Visit,
        complaints: Complaints = Complaints()
    ) throws -> Response {
        let sends = visit.site.configuration.sendsMail
        let mails = record.mails.flatMap { $0.standing == .stopped ? nil : $0 }
        let model = Model(
            backHref: Route.migration(record.id, .live).path,
            action: Route.migration(record.id, .notifications).path,
            csrf: visit.csrf,
            summary: visit.summary(complaints, heading: "notifications.heading", kept: nil),
            route: FromTo(record.source, record.target),
            lead: visit.say(sends ? "notifications.lead" : "notifications.noServer"),
            canChange: sends,
            standing: visit.voice.standing(of: mails),
            field: NotificationField.field(typed, visit).with(complaints),
            save: visit.say(mails?.standing == .unconfirmed ? "notifications.again" : "notifications.save"),
            canStop: mails != nil
        )
        let title = [visit.say("notifications.windowTitle"), visit.say("live.windowTitle")]
        return try visit.form("migrations/notifications", model, title: title, isWrong: !complaints.isEmpty)
    }
}

/// The field that asks for an address.
///
/// It begins empty: mails are for those who ask for them, and the addresses that we know are the worst ones to write to,
/// since they belong to the mailboxes that are moving.
enum NotificationField {
    static func field(_ typed: String, _ visit: Visit) -> TextField {
        TextField(
            "notify",
            label: visit.say("notifications.field"),
            hint: visit.say("notifications.fieldHint"),
            value: typed,
            autocomplete: "email",
            inputMode: "email"
        )
    }

    /// The address typed; nil where the field was left empty.
    ///
    /// - Throws: ``Complaints`` about what is no address, or one that our mails cannot go to.
    static func address(_ typed: String, _ visit: Visit) throws -> MailAddress? {
        let text = typed.filter { !$0.isWhitespace }
        guard !text.isEmpty else { return nil }
        guard let address = MailAddress(text), text.utf8.count <= 254, text.utf8.allSatisfy({ $0 < 127 }) else {
            throw Complaints.about("notify", visit.say("notifications.complaint"))
        }
        return address
    }

    /// Counts it for the visitor and for the address, so that nobody is written to by strangers again and again.
    static func attempt(_ address: MailAddress, _ visit: Visit) async throws {
        let subjects: [LimitSubject] = [.visitor(visit.request.peer), .account(address.description)]
        guard case .allowed = try await visit.store.attempt(.mail, by: subjects) else {
            throw Complaints.about("notify", visit.say("notifications.tooMany"))
        }
    }
}

extension Voice {
    /// Where mails go, in a few words.
    func standing(of mails: MailSubscription?) -> String {
        switch mails?.standing {
        case .confirmed: say("notifications.confirmed", ["address": mails?.address ?? ""])
        case .unconfirmed: say("notifications.unconfirmed", ["address": mails?.address ?? ""])
        case .stopped, nil: say("notifications.none")
        }
    }
}
