import HTTPServer
import MailCore
import Store

/// What shows that somebody is the owner of the migration: the password of one of the two mailboxes, or the recovery code.
enum Proof {
    static let field = "proof"

    /// Whether it holds; each side takes the same time, whatever is stored.
    static func holds(_ text: String, for id: MigrationID, _ visit: Visit) async throws -> Bool {
        let stored = try await visit.store.recoveryDigest(of: id)
        if let digest = visit.services.recoveryDigest(text), let stored, digest == stored { return true }
        let password = Redacted(text)
        let isSource = try await visit.services.verify(password, visit.store.verifier(.source, of: id))
        let isTarget = try await visit.services.verify(password, visit.store.verifier(.target, of: id))
        return isSource || isTarget
    }

    /// The complaint about a form's proof, or nil where it holds.
    static func complaint(_ form: Form, for id: MigrationID, _ visit: Visit) async throws -> Complaints? {
        let text = form[field]
        guard !text.isEmpty else { return .about(field, visit.say("proof.missing")) }
        let subjects = [LimitSubject.account(id.rawValue)]
        try await visit.attempt(.tracking, by: subjects)
        guard try await holds(text, for: id, visit) else { return .about(field, visit.say("proof.wrong")) }
        try await visit.store.succeeded(.tracking, by: [.visitor(visit.request.peer)] + subjects)
        return nil
    }

    /// The field that asks for it.
    static func input(_ complaints: Complaints, _ visit: Visit) -> TextField {
        TextField.password(field, label: visit.say("proof.label"), hint: visit.say("proof.hint")).with(complaints)
    }
}
