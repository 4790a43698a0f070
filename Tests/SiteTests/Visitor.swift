@testable import Site

/// The steps of a visitor on the way to a migration.
extension Browser {
    static let sourceFields = [
        ("service", "imap"), ("server", "imap.alt.example"), ("security", "tls"), ("port", ""),
        ("user", "anna.keller@brunner-holz.example"), ("password", "alt geheim"), ("mechanism", ""),
    ]

    static let targetFields = [
        ("server", "mail.neu.example"), ("security", "tls"), ("port", ""),
        ("user", "anna.keller@brunner-holz.example"), ("password", "neu geheim"), ("mechanism", ""),
    ]

    @discardableResult
    func enterSource() async -> Page {
        await get("/migrations/new/source")
        return await post("/migrations/new/source", Browser.sourceFields)
    }

    @discardableResult
    func enterTarget() async -> Page {
        await enterSource()
        await get("/migrations/new/target")
        return await post("/migrations/new/target", Browser.targetFields)
    }

    /// The options page's form as it stands, with some fields changed.
    func optionFields(_ change: (String, String) -> String? = { $1 }) async -> [(String, String)] {
        let markup = Markup(await get("/migrations/new/options").html)
        return markup.elements("input").compactMap { input in
            guard let name = input["name"], name != "csrf" else { return nil }
            if input["type"] == "checkbox", input["checked"] == nil { return nil }
            return change(name, input["value"] ?? "").map { (name, $0) }
        }
    }

    @discardableResult
    func enterOptions() async -> Page {
        await enterTarget()
        return await post("/migrations/new/options", await optionFields())
    }

    static let consent = ("consent", Consent.wording)

    static let decisions = [
        ("atTarget", "yes"), ("tooLarge", "skip"), ("quota", "start"), ("renamed", "keep"), consent,
    ]
}
