extension Route {
    /// The route of a path for metrics: IDs are left out, and what leads nowhere is one route.
    static func label(of segments: [String]) -> String {
        if let first = segments.first, ["static", "brand"].contains(first) { return "/\(first)" }
        return switch Route(segments: segments) {
        case nil: "none"
        case .migration(_, .live): "/migrations/ID"
        case .migration(_, let page): "/migrations/ID/\(page.rawValue)"
        case .phone(_, isProfile: false): "/phone/ID"
        case .phone(_, isProfile: true): "/phone/ID/\(Route.MigrationPage.profile.rawValue)"
        case .project(_, .hub): "/projects/ID"
        case .project(_, let page): "/projects/ID/\(page.rawValue)"
        case .sheet: "/projects/ID/FILE"
        case .question: "/projects/ID/inventory/QUESTION"
        case .history: "/projects/ID/inventory/QUESTION/history"
        case .answer: "/faq/SLUG"
        case .some(let route): route.path
        }
    }
}
