import HTTPServer
import MailCore
import Store

/// A consultant's own pages: the login, and the desk with the projects.
enum ConsultantPages {
    static func get(_ page: Route.ConsultantPage, _ visit: inout Visit) async throws -> Response {
        switch page {
        case .login: return try await LoginPage.get(&visit)
        case .logout: return .seeOther(Route.consultant(.desk).path)
        case .desk, .account:
            guard let consultant = try await visit.consultant() else {
                return .seeOther(Route.consultant(.login).path)
            }
            if page == .account { return try OwnAccountPage.get(consultant, visit) }
            return try await DeskPage.get(consultant, visit)
        }
    }

    static func post(_ page: Route.ConsultantPage, _ form: Form, _ visit: inout Visit) async throws -> Response {
        switch page {
        case .login: return try await LoginPage.post(form, &visit)
        case .logout:
            if let session = visit.session { try await visit.store.logOut(session.id) }
            return .seeOther(Route.consultant(.login).path)
        case .desk, .account:
            guard let consultant = try await visit.consultant() else {
                return .seeOther(Route.consultant(.login).path)
            }
            if page == .account { return try await OwnAccountPage.post(form, consultant, &visit) }
            return try await DeskPage.post(form, consultant, visit)
        }
    }
}

extension Visit {
    /// The consultant who is logged in; nil for nobody.
    func consultant() async throws -> Consultant? {
        guard let session, let login = try await store.login(of: session.id) else { return nil }
        return login.consultant
    }
}
