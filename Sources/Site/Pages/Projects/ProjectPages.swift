import HTTPServer
import Store

/// The pages of one project: who may see them, and which they are.
enum ProjectPages {
    static func get(_ route: Route, _ visit: inout Visit) async throws -> Response {
        guard let desk = try await desk(route, visit) else { return .seeOther(Route.projects(.enter).path) }
        guard desk.mayOpen(route) else { return .seeOther(desk.entry.path) }
        switch route {
        case .question(_, let question): return try await QuestionPage.get(question, desk, visit)
        case .history(_, let question): return try await HistoryPage.get(question, desk, visit)
        case .project(_, let page): return try await get(page, desk, visit)
        case .sheet(_, let part, let isTable):
            return try await SheetFiles.get(part, isTable: isTable, desk, visit)
        default: throw Refusal.notFound
        }
    }

    static func post(_ route: Route, _ form: Form, _ visit: inout Visit) async throws -> Response {
        guard let desk = try await desk(route, visit) else { return .seeOther(Route.projects(.enter).path) }
        guard desk.mayOpen(route) else { return .seeOther(desk.entry.path) }
        switch route {
        case .question(_, let question): return try await QuestionPage.post(question, form, desk, visit)
        case .project(_, let page): return try await post(page, form, desk, visit)
        default: throw Refusal.notFound
        }
    }

    private static func desk(_ route: Route, _ visit: Visit) async throws -> ProjectDesk? {
        guard let id = route.project else { return nil }
        return try await ProjectDesk.open(id, visit)
    }

    private static func get(_ page: Route.ProjectPage, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        switch page {
        case .hub: try await HubPage.get(desk, visit)
        case .people: try await PeoplePage.get(desk, visit)
        case .hoursCSV: try await HoursFile.get(desk, visit)
        case .inventory: try await InventoryPage.get(desk, visit)
        case .check: try await SubmitPage.get(desk, visit)
        case .review: try await ReviewPage.get(desk, visit)
        case .architecture: try await ArchitecturePage.get(desk, visit)
        case .accounts: try await AccountsPage.get(desk, visit)
        case .dns: try await DNSPage.get(desk, visit)
        case .tests: try await TestPlanPage.get(desk, visit)
        case .runbook: try await RunbookPage.get(desk, visit)
        case .messages: try MessagesPage.get(desk, visit)
        case .files: try await FilesPage.get(desk, visit)
        case .preview: PreviewPage.get(desk)
        case .archive: try await ProjectArchive.get(desk, visit)
        case .accessList: try await AccessListPage.get(desk, visit)
        }
    }

    private static func post(
        _ page: Route.ProjectPage,
        _ form: Form,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> Response {
        switch page {
        case .hub: try await HubPage.post(form, desk, visit)
        case .people: try await PeoplePage.post(form, desk, visit)
        case .inventory: try await InventoryPage.post(form, desk, visit)
        case .check: try await SubmitPage.post(form, desk, visit)
        case .review: try await ReviewPage.post(form, desk, visit)
        case .architecture: try await ArchitecturePage.post(form, desk, visit)
        case .accounts: try await AccountsPage.post(form, desk, visit)
        case .dns: try await DNSPage.post(form, desk, visit)
        case .tests: try await TestPlanPage.post(form, desk, visit)
        case .runbook: try await RunbookPage.post(form, desk, visit)
        case .files: try await FilesPage.post(form, desk, visit)
        case .preview: try await PreviewPage.post(form, desk, visit)
        case .hoursCSV, .messages, .archive: throw Refusal.notFound
        case .accessList: try await AccessListPage.post(form, desk, visit)
        }
    }
}
