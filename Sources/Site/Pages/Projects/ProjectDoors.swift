import HTTPServer

/// The doors to projects: beginning one, taking an invitation, and what stands before a closed one.
enum ProjectDoors {
    static func get(_ page: Route.ProjectsPage, _ visit: inout Visit) async throws -> Response {
        switch page {
        case .new: try await NewProjectPage.get(&visit)
        case .join: try await JoinPage.get(&visit)
        case .mails: try await ProjectMailsPage.get(&visit)
        case .enter: try await EnterPage.get(&visit)
        case .dns: try await ZoneCheckPage.get(&visit)
        }
    }

    static func post(_ page: Route.ProjectsPage, _ form: Form, _ visit: inout Visit) async throws -> Response {
        switch page {
        case .new: try await NewProjectPage.post(form, &visit)
        case .join: try await JoinPage.post(&visit)
        case .mails: try await ProjectMailsPage.post(form, &visit)
        case .enter: try await EnterPage.post(form, &visit)
        case .dns: try await ZoneCheckPage.post(visit)
        }
    }
}

extension Visit {
    /// A page that a token opens, as its link is copied or mailed.
    func link(_ route: Route, _ token: String) -> String {
        let own = "\(request.isSecure ? "https" : "http")://\(request.host)"
        return (site.configuration.publicURL ?? own) + route.path(token: token)
    }
}

/// The link that lets somebody into a project.
enum JoinLink {
    /// As it is copied or mailed.
    static func url(_ token: String, _ visit: Visit) -> String { visit.link(.projects(.join), token) }

    /// The token, whether somebody pasted it alone or with the whole link.
    static func token(in text: String) -> String {
        let text = text.trimmingWhitespace
        guard let mark = text.firstRange(of: "token=") else { return String(text.prefix(200)) }
        return String(text[mark.upperBound...].prefix { $0 != "&" }.prefix(200))
    }
}
