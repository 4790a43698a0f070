import Testing

@testable import Store

@Suite("Answers")
struct AnswerTests {
    private static func entry(_ slug: String, _ title: String, _ keywords: String, _ body: String) -> AnswerIndex.Entry
    {
        AnswerIndex.Entry(slug: slug, language: "de", title: title, keywords: keywords, body: body)
    }

    private let index = try? AnswerIndex([
        entry("undo", "Wie mache ich einen Umzug rückgängig?", "zurücknehmen", "Sie sehen zuerst eine Vorschau."),
        entry("large", "Was geschieht mit sehr grossen Nachrichten?", "Grösse", "Sie werden rückgängig nicht berührt."),
        entry("certificate", "Was heisst Zertifikat?", "TLS", "Ein Café in Genève: aktuelle Adressen, neue Straße."),
        AnswerIndex.Entry(slug: "undo", language: "fr", title: "Annuler", keywords: "", body: "Être où, déjà élève"),
    ])

    @Test(
        "words are found however their umlauts are spelt, and by their beginning",
        arguments: [
            ("rückgängig", "undo"), ("rueckgaengig", "undo"), ("RUCKGANGIG", "undo"),
            ("ru\u{308}ckga\u{308}ng", "undo"),
            ("rück", "undo"), ("groß", "large"), ("gross", "large"), ("Groesse", "large"), ("cafe", "certificate"),
            ("geneve", "certificate"), ("strasse", "certificate"), ("aktue", "certificate"), ("aktuell", "certificate"),
            ("neue", "certificate"), ("vorschau umzug", "undo"),
        ]
    )
    func spelling(query: String, slug: String) async throws {
        #expect(try await index?.search(query, language: "de").first?.slug == slug)
    }

    @Test("the question and its keywords weigh more than the text")
    func weights() async throws {
        #expect(try await index?.search("rückgängig", language: "de").map(\.slug) == ["undo", "large"])
    }

    @Test("only answers in the reader's language are found")
    func language() async throws {
        #expect(try await index?.search("annuler", language: "de") == [])
        #expect(try await index?.search("deja ELEVE", language: "fr").map(\.slug) == ["undo"])
    }

    @Test("where nothing speaks of all words, what speaks of some is found")
    func some() async throws {
        #expect(try await index?.search("wie Zertifikat xylophon", language: "de").first?.slug == "certificate")
    }

    @Test(
        "no query is an error",
        arguments: [
            "", " ", "\"", "'", "*", "a*", "^x", "NEAR(", "AND", "OR NOT", "title:", "(((", "-", "--", ";", "\0", "{x}",
            "%",
            "😀", "a\"b", "\\", "x' OR '1'='1", "日本語", "\u{202E}", String(repeating: "\"", count: 5000),
            String(repeating: "umzug ", count: 2000), "c++", "+", "null",
        ]
    )
    func odd(query: String) async throws {
        _ = try await index?.search(query, language: "de")
    }

    @Test("an excerpt shows the place where the words stand, and tells them apart")
    func excerpt() {
        let filler = (1...60).map { "wort\($0)" }.joined(separator: " ")
        let found = Excerpt(of: "\(filler) das Büro, «Grüsse» aus\n\nBern \(filler)", about: ["gruss", "buro"])
        #expect(found.isBegun && found.isCut)
        #expect(found.pieces.filter(\.isMatch).map(\.text) == ["Büro", "Grüsse"])
        #expect(found.text.contains("das Büro, «Grüsse» aus Bern wort1"))
        let none = Excerpt(of: "Kurz und gut", about: ["nichts"])
        #expect(none.text == "Kurz und gut" && !none.isBegun && !none.isCut)
        #expect(Excerpt(of: "", about: ["x"]).pieces.isEmpty)
    }

    @Test("a reader's verdict counts once for each answer and language, until it is forgotten")
    func ratings() async throws {
        let fixture = try Fixture()
        let store = fixture.store
        #expect(try await store.rate("undo", language: "de", helpful: true, by: "a"))
        #expect(try await !store.rate("undo", language: "de", helpful: false, by: "a"))
        #expect(try await store.rate("undo", language: "de", helpful: false, by: "b"))
        #expect(try await store.rate("undo", language: "en", helpful: true, by: "a"))
        let expected = [
            AnswerRating(article: "undo", language: "de", helpful: 1, unhelpful: 1),
            AnswerRating(article: "undo", language: "en", helpful: 1, unhelpful: 0),
        ]
        #expect(try await store.ratings() == expected)
        fixture.time.advance(60 * 86_400)
        _ = try await store.sweep()
        #expect(try await store.rate("undo", language: "de", helpful: true, by: "a"))
        #expect(try await store.ratings().first?.helpful == 2)
    }
}
