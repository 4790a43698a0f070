import Testing

@testable import Site

@Suite("Markdown")
struct MarkdownTests {
    @Test(
        "what could harm a reader is not there",
        arguments: [
            "<script>alert(1)</script>", "a <b onclick=\"x\">b</b>", "[x](javascript:alert(1))",
            "[x](JavaScript:alert(1))",
            "[x](data:text/html;base64,AAAA)", "[x](vbscript:x)", "![x](https://tracker.example/p.png)",
            "[x](//evil.example)", "<https://a.example/\"onmouseover=x>", "[x](https://a.example/\"onclick=alert)",
            "# <img src=x onerror=alert(1)>", "[x](<https://a.example/<script>>)", "<!-- -->", "<javascript:alert(1)>",
            "```\n</code><script>\n```", "| a |\n| - |\n| <script> |",
        ]
    )
    func safe(source: String) {
        let elements = Markup(Markdown(source).html).elements
        let known: Set = ["p", "a", "h2", "pre", "code", "table", "thead", "tbody", "tr", "th", "td"]
        #expect(elements.allSatisfy { known.contains($0.name) }, "\(elements.map(\.name))")
        for element in elements {
            #expect(element.attributes.allSatisfy { ["href", "rel", "id"].contains($0.0) }, "\(element.attributes)")
            if let href = element["href"] { #expect(href.hasPrefix("https://a.example"), "\(href)") }
        }
    }

    @Test("links lead to articles, pages, anchors, the web and mail addresses")
    func links() {
        let pairs = [
            ("how-to-undo", "<a href=\"/faq/how-to-undo\">"),
            ("how-to-undo#frist", "<a href=\"/faq/how-to-undo#frist\">"),
            ("#frist", "<a href=\"#frist\">"), ("/migrations/track", "<a href=\"/migrations/track\">"),
            ("https://a.example/?b&c", "<a href=\"https://a.example/?b&amp;c\" rel=\"noopener noreferrer\">"),
            ("mailto:a@b.example", "<a href=\"mailto:a@b.example\">"),
        ]
        for (written, tag) in pairs {
            #expect(Markdown("[x](\(written))").html == "<p>\(tag)x</a></p>\n")
            #expect(Markdown("[x](\(written))").links == [written])
        }
        for written in ["Up", "a/b", "a.md", "ftp://a.example", "?q=x"] {
            #expect(Markdown("[x](\(written))").html == "<p>x</p>\n", "\(written)")
        }
    }

    @Test("headings get anchors of their own, below the page's heading")
    func headings() {
        let markdown = Markdown("# Für *alle* Fälle\n\n## Für alle Fälle\n\n### «?»")
        #expect(markdown.headings.map(\.id) == ["fur-alle-falle", "fur-alle-falle-2", "abschnitt"])
        #expect(markdown.html.hasPrefix("<h2 id=\"fur-alle-falle\">\nFür <em>alle</em> Fälle\n</h2>"))
        #expect(markdown.html.contains("<h3 id=\"abschnitt\">"))
    }

    @Test("the text for the search is without markup")
    func text() {
        let markdown = Markdown("**Eins** [zwei](drei) `vier`\n\n1. fünf\n2. <b>sechs</b>")
        for word in ["Eins", "zwei", "vier", "fünf", "sechs"] { #expect(markdown.text.contains(word)) }
        for sign in ["*", "(", "<", "`"] { #expect(!markdown.text.contains(sign), "\(markdown.text)") }
    }
}
