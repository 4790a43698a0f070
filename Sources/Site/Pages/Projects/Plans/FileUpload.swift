import HTTPServer
import Store

/// Takes a file of the files page as it arrives.
enum FileUpload {
    /// Whether a form is one with a file.
    static func isMeant(_ route: Route, _ request: Request) -> Bool {
        guard case .project(_, .files) = route else { return false }
        return request.headers["Content-Type"]?.lowercased().hasPrefix("multipart/form-data") == true
    }

    static func post(_ visit: inout Visit) async throws -> Response {
        guard let id = visit.route.project, let reader = MultipartReader(visit.request) else {
            throw Refusal.body(.unsupportedType)
        }
        guard let desk = try await ProjectDesk.open(id, visit) else { return .seeOther(Route.projects(.enter).path) }
        guard desk.mayOpen(visit.route) else { return .seeOther(desk.entry.path) }
        var (isOurs, link): (Bool, FileLink?) = (false, nil)
        while let part = try await reader.nextPart() {
            switch part.name {
            case "csrf":
                isOurs = visit.session?.accepts(csrfToken: try await reader.text(limit: fieldLimit)) == true
            case "link":
                link = FileTargets(desk, visit).chosen(try await reader.text(limit: fieldLimit))
            case "file":
                // The token stands before the file; what has none is not even read.
                guard isOurs else { throw Refusal.foreignForm }
                return try await take(part.fileName ?? "", link, reader, desk, visit)
            default: break
            }
        }
        throw isOurs ? Refusal.body(.malformed) : Refusal.foreignForm
    }

    private static let fieldLimit = 4_096

    private static func take(
        _ name: String,
        _ link: FileLink?,
        _ reader: MultipartReader,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> Response {
        do {
            // Browsers send a file without a name where none was chosen.
            guard !name.isEmpty else { throw FileRefusal.empty }
            let deposit = try await visit.store.deposit(name, link: link, in: desk.id, by: desk.actor)
            do {
                while let octets = try await reader.next() { try await deposit.write(octets) }
                _ = try await deposit.finish()
            } catch {
                await deposit.cancel()
                throw error
            }
        } catch let refusal as FileRefusal {
            return try await FilesPage.show(desk, visit, .about("file", words(for: refusal, visit)), chosen: link)
        }
        return .seeOther(visit.route.path)
    }

    /// What is wrong, with the limit.
    private static func words(for refusal: FileRefusal, _ visit: Visit) -> String {
        switch refusal {
        case .empty: visit.say("plans.files.empty")
        case .kind: visit.say("plans.files.kind", ["kinds": FileKind.names.joined(separator: ", ")])
        case .size(let limit): visit.say("plans.files.tooLarge", ["limit": String(limit)])
        case .count(let limit): visit.say("plans.files.tooMany", ["n": String(limit)])
        case .crowded: visit.say("plans.files.crowded")
        case .room(let limit): visit.say("plans.files.full", ["limit": String(limit)])
        }
    }
}
