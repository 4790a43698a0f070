import HTTPServer
import Store

/// A file, named beside what it belongs to.
struct FileMention: ViewModel {
    var href: String
    var name: String

    /// The files that belong to that; none where the visitor may not open files.
    static func of(_ link: FileLink, _ files: [ProjectFile], _ desk: ProjectDesk) -> [FileMention] {
        guard desk.mayOpen(.project(desk.id, .files)) else { return [] }
        return files.filter { $0.link == link }.map { FileMention(href: $0.href(in: desk.id), name: $0.name) }
    }
}

/// The files of a question or a step on its page, and the way to one more.
struct AttachedFiles: ViewModel {
    var files: [FileMention]
    var attachHref: String

    /// What belongs to that; nil for those who may not see the project's files.
    static func of(_ link: FileLink, _ desk: ProjectDesk, _ visit: Visit) async throws -> AttachedFiles? {
        guard let href = desk.attachHref(link) else { return nil }
        let files = FileMention.of(link, try await visit.store.files(of: desk.id), desk)
        return AttachedFiles(files: files, attachHref: href)
    }
}

extension ProjectDesk {
    /// Where a file is uploaded that belongs to that; nil for those who may not.
    func attachHref(_ link: FileLink) -> String? {
        let page = Route.project(id, .files)
        return mayOpen(page) ? "\(page.path)?\(Form([("link", FileTargets.name(link))]).urlEncoded)#upload" : nil
    }
}

extension ProjectFile {
    /// Where it is downloaded.
    func href(in project: ProjectID) -> String {
        "\(Route.project(project, .files).path)?file=\(id.rawValue)"
    }
}
