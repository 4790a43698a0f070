import Store

/// A file, named beside what it belongs to.
struct FileMention: ViewModel {
    var href: String
    var name: String

    /// The files that belong to that.
    static func of(_ link: FileLink, _ files: [ProjectFile], _ desk: ProjectDesk) -> [FileMention] {
        files.filter { $0.link == link }.map { FileMention(href: $0.href(in: desk.id), name: $0.name) }
    }
}

extension ProjectFile {
    /// Where it is downloaded.
    func href(in project: ProjectID) -> String {
        "\(Route.project(project, .files).path)?file=\(id.rawValue)"
    }
}
