import HTTPServer
import MailCore
import Store

/// What the links in mails open: a page with one button, because programs open links too.
struct LinkPage {
    struct Model: ViewModel {
        var title: String
        var lead: String
        var address: String?
        var action: String
        var csrf: String
        var button: String?
        var hint: String
    }

    let page: Route.NotificationPage

    init(_ page: Route.NotificationPage) { self.page = page }

    func get(_ visit: inout Visit) async throws -> Response {
        _ = try await visit.openSession()
        let token = visit.linkToken
        let found = try await subscription(token, visit)
        let key = "notifications.\(page.rawValue)Link.\(stage(found))"
        let isOpen = isOpen(found)
        let model = Model(
            title: visit.say("\(key)Title"),
            lead: visit.say("\(key)Lead"),
            address: found.flatMap { $0.address.isEmpty ? nil : $0.address },
            action: Route.notification(page).path(token: token),
            csrf: visit.csrf,
            button: isOpen ? visit.say("notifications.\(page.rawValue)Link.button") : nil,
            hint: visit.say("\(key)Hint")
        )
        let title = [model.title, visit.say("notifications.windowTitle")]
        return try visit.page("notifications/link", model, title: title, scripts: [.once])
    }

    func post(_ visit: Visit) async throws -> Response {
        let token = visit.linkToken
        if let found = try await subscription(token, visit), isOpen(found) {
            switch page {
            case .confirm: try await visit.store.confirm(token)
            case .stop: try await visit.store.unsubscribe(from: found.migration)
            }
            try await visit.note("mail-\(page.rawValue)", found.migration)
        }
        return .seeOther(Route.notification(page).path(token: token))
    }

    private func subscription(_ token: String, _ visit: Visit) async throws -> MailSubscription? {
        switch page {
        case .confirm: try await visit.store.subscription(confirmToken: token)
        case .stop: try await visit.store.subscription(stopToken: token)
        }
    }

    /// Whether there is something left to press.
    private func isOpen(_ found: MailSubscription?) -> Bool {
        switch page {
        case .confirm: found?.standing == .unconfirmed
        case .stop: found.map { $0.standing != .stopped } ?? false
        }
    }

    private func stage(_ found: MailSubscription?) -> String {
        guard found != nil else { return "gone" }
        return isOpen(found) ? "ask" : "done"
    }
}

extension Visit {
    /// The token of the link that was opened.
    var linkToken: String {
        guard route.opensLink else { return "" }
        let isToken = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber || character == "-" || character == "_")
        }
        let text = request.query["token"]
        return text.count <= 100 && text.allSatisfy(isToken) ? text : ""
    }
}
