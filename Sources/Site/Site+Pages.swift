import HTTPServer
import MailCore
import Store

extension Site {
    /// The page of a route.
    func get(_ route: Route, _ visit: inout Visit) async throws -> Response {
        switch route {
        case .home: try HomePage.get(visit)
        case .health: await HealthPage.respond(visit.store, now: visit.services.clock.now())
        case .metrics: try await MetricsPage.get(visit)
        case .faq: try await FAQPage.get(visit)
        case .answer(let slug): try ArticlePage.get(slug, &visit)
        case .track: try await TrackPage.get(&visit)
        case .notification(let page): try await LinkPage(page).get(&visit)
        case .newMigration(.source): try await AccountPage(side: .source).get(&visit)
        case .newMigration(.target): try await AccountPage(side: .target).get(&visit)
        case .newMigration(.options): try await OptionsPage.get(&visit)
        case .newMigration(.check): try await CheckPage.get(&visit)
        case .migration(let id, let page): try await MigrationPages.get(id, page, &visit)
        case .projects(let page): try await ProjectDoors.get(page, &visit)
        case .consultant(let page): try await ConsultantPages.get(page, &visit)
        case .project, .question, .history, .sheet: try await ProjectPages.get(route, &visit)
        case .phone(let id, let isProfile): try await PhonePage.get(id, isProfile: isProfile, visit)
        }
    }

    /// What a form of that page does.
    func post(_ route: Route, _ form: Form, _ visit: inout Visit) async throws -> Response {
        switch route {
        case .home, .faq, .health, .metrics, .phone: throw Refusal.notFound
        case .answer(let slug): try await ArticlePage.post(slug, form, &visit)
        case .track: try await TrackPage.post(form, &visit)
        case .notification(let page): try await LinkPage(page).post(visit)
        case .newMigration(.source): try await AccountPage(side: .source).post(form, &visit)
        case .newMigration(.target): try await AccountPage(side: .target).post(form, &visit)
        case .newMigration(.options): try await OptionsPage.post(form, &visit)
        case .newMigration(.check): try await CheckPage.post(form, &visit)
        case .migration(let id, let page): try await MigrationPages.post(id, page, form, &visit)
        case .projects(let page): try await ProjectDoors.post(page, form, &visit)
        case .consultant(let page): try await ConsultantPages.post(page, form, &visit)
        case .project, .question, .history, .sheet: try await ProjectPages.post(route, form, &visit)
        }
    }
}
