import Testing

/// What every page has to be, whatever it shows.
enum PageCheck {
    static func check(_ page: Browser.Page, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let markup = Markup(page.html)
        let ids = markup.ids
        func expect(_ isRight: Bool, _ what: String) {
            #expect(isRight, "\(name): \(what)", sourceLocation: sourceLocation)
        }
        expect(markup.elements("h1").count == 1, "one h1")
        expect(markup.elements("main").count == 1, "one main")
        expect(!(markup.elements("html").first?["lang"] ?? "").isEmpty, "lang")
        expect((markup.text("title") ?? "").hasSuffix("Umzug"), "title")
        expect(Set(ids).count == ids.count, "ids are unique: \(ids)")
        expect(!page.html.contains { $0 == "{" || $0 == "}" }, "no pattern or tag is left")
        expect(!page.html.contains("Optional("), "no optional is left")
        expect(markup.elements.allSatisfy { $0["style"] == nil && $0["onclick"] == nil }, "nothing inline")
        expect(markup.elements.allSatisfy { (Int($0["tabindex"] ?? "0") ?? 1) <= 0 }, "no positive tabindex")
        expect(!markup.elements("meta").contains { $0["http-equiv"] != nil }, "no meta refresh")
        let posted = markup.elements("form").filter { $0["method"] == "post" }
        let searches = markup.elements("form").filter { $0["role"] == "search" && $0["method"] == "get" }
        expect(posted.count + searches.count == markup.elements("form").count, "forms are posted, but for searches")
        expect(searches.count <= 1, "one search")
        expect(
            posted.count
                == markup.elements("input").filter { $0["name"] == "csrf" && $0["value"] != "" }.count,
            "every form that does something has its token"
        )
        let labels = Set(markup.elements("label").compactMap { $0["for"] })
        for control in markup.elements where ["input", "select", "textarea"].contains(control.name) {
            guard control["type"] != "hidden" else { continue }
            let isLabelled = control["aria-label"] != nil || labels.contains(control["id"] ?? "")
            expect(isLabelled, "label of \(control["name"] ?? "?")")
        }
        for element in markup.elements {
            for attribute in ["aria-describedby", "aria-labelledby"] {
                for id in (element[attribute] ?? "").split(separator: " ") {
                    expect(ids.contains(String(id)), "\(attribute) \(id)")
                }
            }
            if let href = element["href"], href.hasPrefix("#") {
                expect(ids.contains(String(href.dropFirst())), "href \(href)")
            }
        }
        let isWrong = page.status == 422
        let hasAlert = markup.elements.contains { $0["role"] == "alert" }
        let title = markup.text("title") ?? ""
        let isSaid = ["Fehler: ", "Error: ", "Erreur\u{A0}: "].contains { title.hasPrefix($0) }
        expect(isWrong == hasAlert && isWrong == isSaid, "an error is announced: \(title)")
        if isWrong {
            let passwords = markup.elements("input").filter { $0["type"] == "password" }
            expect(passwords.allSatisfy { $0["value"] == "" }, "no password comes back")
        }
    }
}
