import HTTPServer
import MailCore
import Store

extension Site {
    /// The page of a route.
    func get(_ route: Route, _ visit: inout Visit) async throws -> Response {
        switch route {
        case .home: return try HomePage.get(visit)
        case .health: return .text("ok\n")
        default: throw Refusal.notFound
        }
    }

    /// What a form of that page does.
    func post(_ route: Route, _ form: Form, _ visit: inout Visit) async throws -> Response {
        throw Refusal.notFound
    }
}
