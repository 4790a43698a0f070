import MailCore
import Planning
import Store

extension ProjectActor {
    /// Somebody whose name is all that matters.
    static func someone(_ name: String) -> ProjectActor { .member(MemberID(rawValue: 0), name: name) }
}

extension Answer {
    static func text(_ text: String) -> Answer { Answer(.text(text)) }
}

extension NewProject {
    static func named(_ name: String) -> NewProject { NewProject(name: name, language: "de", questionnaire: 3) }
}

extension Invitation {
    static func to(_ name: String, _ role: Member.Role, question: String? = nil) -> Invitation {
        let address = MailAddress("\(name.lowercased())@firma.example")
        return Invitation(name: name, address: address, role: role, question: question, language: "de")
    }
}

extension ConsultantStore {
    /// A consultant of that firm.
    func hire(_ login: String, _ firm: String = "Muster AG") async throws -> Consultant {
        try await add(NewConsultant(login: login, consultancy: firm, verifier: "$argon2id$\(login)"))
    }
}

extension ConsultantStore where Self: ProjectStore {
    /// A project with a consultant of its own.
    func begin(_ name: String = "Velo Rast AG") async throws -> Project {
        try await create(.named(name), by: try await hire("c\(UInt64.random(in: 0 ... .max))"))
    }
}

extension ReviewStore {
    /// Signs off answers to a questionnaire that has one version.
    @discardableResult
    func signOff(
        _ project: ProjectID,
        submission: Int,
        by actor: ProjectActor,
        mailing: Bool
    ) async throws -> SigningOff {
        try await signOff(project, submission: submission, carrying: { $0 }, by: actor, mailing: mailing)
    }
}
