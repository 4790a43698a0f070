public import HTTPServer
public import Logging
import MailCore
public import Planning
public import Store
import Texts

/// The web app: takes a request, answers with a page.
public struct Site: Sendable {
    let configuration: Configuration
    let store: any ControlStore
    let services: Services
    let texts: Texts
    let templates: Templates
    let answers: AnswerBook
    let files: StaticFiles
    let brandFiles: BrandFiles
    /// The questionnaire, and what plans are made of.
    let blueprint: Blueprint
    let plans = PlanShelf()
    let metrics = RequestMetrics()
    let hub: LiveHub
    let logger: Logger

    /// A web app over that store.
    ///
    /// - Throws: Where templates, locales, answers or static files cannot be read.
    public init(
        _ configuration: Configuration,
        store: any ControlStore,
        services: Services,
        blueprint: Blueprint? = nil,
        logger: Logger
    ) async throws {
        self.configuration = configuration
        self.store = store
        self.services = services
        self.logger = logger
        let blueprint = try blueprint ?? Blueprint(directory: configuration.templates)
        self.blueprint = blueprint
        let texts = try Texts(directory: "\(configuration.templates)/locales") { key, language in
            logger.warning("text missing", metadata: ["key": "\(key)", "language": "\(language.rawValue)"])
        }.adding(blueprint.wordings.texts)
        self.texts = texts
        templates = try Templates(directory: configuration.templates, texts: texts)
        answers = try AnswerBook(directory: "\(configuration.templates)/faq") { language in
            Offer(catalogue: services.catalogue, texts: texts, formats: Formats(language, zone: configuration.zone))
        }
        files = try StaticFiles(directory: configuration.assets)
        brandFiles = BrandFiles(configuration.brand)
        hub = LiveHub(
            store: store,
            clock: services.clock,
            view: LiveRenderer(templates: templates, texts: texts, answers: answers, configuration: configuration)
        )
    }

    /// What the server is to call.
    public var handler: Handler {
        { request in await self.respond(to: request) }
    }

    /// Answers a request; the fields that protect the visitor are on every answer.
    public func respond(to request: Request) async -> Response {
        let begun = ContinuousClock.now
        let response = await page(for: request)
        let seconds = (ContinuousClock.now - begun) / .seconds(1)
        metrics.count(Route.label(of: request.segments), request.method, response.status, seconds: seconds)
        return response
    }

    private func page(for request: Request) async -> Response {
        if let file = files.respond(to: request) {
            return Protection.applied(to: file, secure: request.isSecure)
        }
        if let file = brandFiles.respond(to: request) { return file }
        var visit = Visit(request, site: self)
        var response: Response
        do {
            response = try await answer(&visit)
        } catch let refusal as Refusal {
            response = ErrorPage.response(refusal, visit)
        } catch let error as BodyError {
            response = ErrorPage.response(.body(error), visit)
        } catch {
            logger.error("page failed", metadata: ["request": "\(request.id)", "error": "\(error)"])
            response = ErrorPage.response(.failure, visit)
        }
        response.cookies += visit.cookies
        return Protection.applied(to: response, secure: request.isSecure)
    }

    private func answer(_ visit: inout Visit) async throws -> Response {
        let request = visit.request
        guard let route = Route(segments: request.segments) else { throw Refusal.notFound }
        visit.route = route
        if route == .health { return await HealthPage.respond(store, now: services.clock.now()) }
        if let redirect = visit.languageSwitch() { return redirect }
        if let token = request.cookies[Visit.sessionCookie(secure: request.isSecure)] {
            visit.session = try await store.session(token: token)
        }
        switch request.method {
        case .get:
            return try await get(route, &visit)
        case .post where route.takesPost:
            if FileUpload.isMeant(route, request) { return try await FileUpload.post(&visit) }
            let form = try await visit.authenticForm()
            return try await post(route, form, &visit)
        default:
            return .methodNotAllowed(allow: route.takesPost ? [.get, .post] : [.get])
        }
    }
}
