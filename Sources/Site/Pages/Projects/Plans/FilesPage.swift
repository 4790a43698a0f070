import HTTPServer
import MailCore
import Planning
import Store
import Texts

/// A project's files: uploaded, named after what they belong to, downloaded.
enum FilesPage {
    struct Model: ViewModel {
        struct Line {
            var name: String
            var href: String
            var size: String
            var link: String?
            var linkHref: String?
            var uploaded: String
            var number: String
            var button: String
            var mayRemove: Bool
        }

        var nav: ProjectNav
        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var files: [Line]
        var hasFiles: Bool
        var limits: String
        var fileComplaint: String?
        var link: ChoiceField
        var archiveHref: String
    }

    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        if let number = visit.request.query.first("file") { return try await download(number, desk, visit) }
        return try await show(desk, visit)
    }

    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard let id = Int64(form["remove"]).map(FileID.init(rawValue:)),
            let file = try await visit.store.file(id, of: desk.id), mayRemove(file, desk)
        else { throw Refusal.notFound }
        try await visit.store.removeFile(id, of: desk.id, by: desk.actor)
        return .seeOther(visit.route.path)
    }

    /// Whoever uploaded it, and who edits the plan.
    private static func mayRemove(_ file: ProjectFile, _ desk: ProjectDesk) -> Bool {
        desk.mayEdit || file.actor == desk.actor
    }

    private static func download(_ number: String, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        guard let id = Int64(number).map(FileID.init(rawValue:)),
            let file = try await visit.store.file(id, of: desk.id),
            let reading = try await visit.store.open(id, of: desk.id)
        else { throw Refusal.notFound }
        var response = Response.stream(type: file.mediaType, length: Int(file.size)) { writer in
            while let octets = try await reading.next() { try await writer.write(octets) }
        }
        // Nothing that somebody uploaded is shown as a page of ours.
        response.headers["Content-Disposition"] = Response.attachment(file.name)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "sandbox"
        response.headers["Cache-Control"] = "private, no-store"
        return response
    }

    static func show(
        _ desk: ProjectDesk,
        _ visit: Visit,
        _ complaints: Complaints = Complaints(),
        chosen: FileLink? = nil
    ) async throws -> Response {
        let files = try await visit.store.files(of: desk.id)
        let links = FileTargets(desk, visit)
        let limits = visit.store.fileLimits
        let lines = files.map { file in
            let link = file.link.flatMap { links.named($0) }
            return Model.Line(
                name: file.name,
                href: file.href(in: desk.id),
                size: visit.formats.size(Int(file.size)),
                link: link?.title,
                linkHref: link?.href,
                uploaded: visit.say("plans.done", ["who": file.actor.name(visit.voice), "time": String(file.time)]),
                number: String(file.id.rawValue),
                button: visit.say("plans.files.remove", ["name": file.name]),
                mayRemove: mayRemove(file, desk)
            )
        }
        let model = Model(
            nav: ProjectNav(desk, visit),
            action: Route.project(desk.id, .files).path,
            csrf: visit.csrf,
            summary: visit.summary(complaints),
            files: lines,
            hasFiles: !lines.isEmpty,
            limits: visit.say(
                "plans.files.limit",
                [
                    "file": String(limits.file), "project": String(limits.project),
                    "kinds": FileKind.names.joined(separator: ", "),
                ]
            ),
            fileComplaint: complaints["file"],
            link: ChoiceField(
                "link",
                label: visit.say("plans.files.link"),
                choices: [("", visit.say("plans.files.noLink"))] + links.choices,
                chosen: chosen.map(FileTargets.name) ?? visit.request.query["link"]
            ),
            archiveHref: Route.project(desk.id, .archive).path
        )
        let title = [visit.say("plans.files.title"), desk.project.name]
        return try visit.form("plans/files", model, title: title, isWrong: !complaints.isEmpty)
    }
}

/// What a file can belong to: questions, test cases, steps.
struct FileTargets {
    struct Target {
        var link: FileLink
        var title: String
        var href: String
    }

    private var targets: [Target]

    init(_ desk: ProjectDesk, _ visit: Visit) {
        let questions = desk.standing.lines.map { line in
            Target(
                link: FileLink(.question, line.id),
                title: visit.say("plans.files.question", ["name": visit.say(line.question.title)]),
                href: Route.question(desk.id, line.id).path
            )
        }
        let tests = desk.plan.tests.numbered.map { number, item in
            Target(
                link: FileLink(.test, item.id),
                title: visit.say("plans.files.test", ["number": number, "name": visit.say(item.title)]),
                href: "\(Route.project(desk.id, .tests).path)#\(TestPlanPage.anchor(number))"
            )
        }
        let steps = desk.plan.runbook.numbered.map { number, step in
            let query = Form([("step", step.id)]).urlEncoded
            return Target(
                link: FileLink(.step, step.id),
                title: visit.say("plans.files.step", ["number": number, "name": visit.say(step.title)]),
                href: "\(Route.project(desk.id, .runbook).path)?\(query)"
            )
        }
        targets = (questions + tests + steps).filter { target in
            target.link.kind != .question || desk.access.mayAnswer(target.link.name)
        }
    }

    var choices: [(String, String)] { targets.map { (FileTargets.name($0.link), $0.title) } }

    /// What a link is called in forms.
    static func name(_ link: FileLink) -> String { "\(link.kind.rawValue)/\(link.name)" }

    func named(_ link: FileLink) -> Target? { targets.first { $0.link == link } }

    /// What was chosen; nil for nothing, or what is not there.
    func chosen(_ text: String) -> FileLink? {
        targets.first { FileTargets.name($0.link) == text }?.link
    }
}
