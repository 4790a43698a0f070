import HTTPServer
import MailCore
import Store
import Texts

/// What a customer confirms before a start: the right to move this mailbox, and the operator's terms where there are any.
struct Consent {
    static let field = "consent"
    /// The version of our own words; to be changed with them.
    static let wording = "2026-11-21"

    private let visit: Visit

    init(_ visit: Visit) { self.visit = visit }

    private var terms: Brand.Terms? { visit.site.configuration.brand.terms }

    /// What the box stands for: a form of before the terms changed confirms nothing.
    private var version: String { [Consent.wording, terms?.version].compactMap { $0 }.joined(separator: " / ") }

    func isGiven(_ form: Form) -> Bool { form[Consent.field] == version }

    /// Writes down what was confirmed, when and in which language; before the start, so that none goes without.
    func note(_ id: MigrationID) async throws {
        var detail = ["wording": Consent.wording, "language": visit.language.rawValue]
        if let terms { detail.merge(["terms": terms.url, "termsVersion": terms.version]) { $1 } }
        try await visit.store.note("consented", id, by: "visitor \(visit.request.peer)", detail)
    }

    /// The box, never ticked by us.
    func input(isTicked: Bool, _ complaints: Complaints) -> ConsentField {
        let complaint = complaints[Consent.field]
        let errorID = complaint == nil ? "" : " \(Consent.field)-error"
        return ConsentField(
            id: Consent.field,
            version: version,
            label: visit.say(terms == nil ? "consent.label" : "consent.labelWithTerms"),
            complaint: complaint,
            isTicked: isTicked,
            describedBy: "\(Consent.field)-hint\(errorID)",
            termsHref: terms?.url,
            termsLabel: visit.say("consent.terms", ["version": terms?.version ?? ""])
        )
    }
}

/// The box of ``Consent``.
struct ConsentField: ViewModel {
    var id: String
    var version: String
    var label: String
    var complaint: String?
    var isTicked: Bool
    var describedBy: String
    var termsHref: String?
    var termsLabel: String
}
