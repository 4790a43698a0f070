import FoundationEssentials
import MailCore
import Testing

@testable import Texts

@Suite("Locales")
struct LocalesTests {
    static let root: String = {
        var parts = URL(filePath: #filePath).resolvingSymlinksInPath().pathComponents
        parts.removeLast(3)
        return parts.joined(separator: "/").replacing("//", with: "/")
    }()

    let texts: Texts

    init() throws { texts = try Texts(directory: "\(LocalesTests.root)/Templates/locales") }

    /// A value for every argument that any text takes; numbers serve as counts, sizes and instants alike.
    private func arguments(_ names: Set<String>, _ number: String) -> [String: String] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, number) })
    }

    @Test("every key is there in every language, with the same arguments", arguments: [Language.en, .fr])
    func complete(language: Language) {
        #expect(texts.keys(language) == texts.keys(.de))
        for key in texts.keys(.de) {
            let (own, reference) = (texts.argumentNames(key, in: language), texts.argumentNames(key, in: .de))
            // A plural that one language needs and another does not is no new argument.
            #expect(own == reference, "\(key)")
        }
    }

    @Test("every text renders in every language, with none, one and many", arguments: Language.allCases)
    func renders(language: Language) {
        let formats = Formats(language, zone: .fixed(seconds: 3600))
        for key in texts.keys(language) {
            for number in ["0", "1", "31002"] {
                let names = texts.argumentNames(key, in: language)
                let text = texts.render(Phrase(key, arguments(names, number)), in: formats)
                #expect(!text.isEmpty && !text.contains { "{}[]".contains($0) }, "\(key)")
                #expect(!text.contains("  ") && text.first?.isWhitespace == false, "\(key): \(text)")
            }
        }
    }

    @Test("the German of Switzerland has no ß, „ or “, and nothing shouts or apologises", arguments: Language.allCases)
    func tone(language: Language) {
        for key in texts.keys(language) {
            let text = texts.render(Phrase(key), in: Formats(language))
            #expect(!text.contains { "ß„!".contains($0) }, "\(key): \(text)")
            for word in ["leider", "erfolgreich", "ungültig", "Oops", "Sorry", "please", "Désolé"] {
                #expect(text.firstRange(of: word) == nil, "\(key): \(text)")
            }
        }
    }

    @Test("French keeps its double signs on the line of the word beside them")
    func spaces() {
        for key in texts.keys(.fr) {
            let text = texts.render(Phrase(key), in: Formats(.fr))
            for sign in [" ;", " ?", " !", " :", "« ", " »"] { #expect(!text.contains(sign), "\(key): \(text)") }
        }
    }

    @Test("every problem code has a title, what happened, and what to do next, in every language")
    func problems() throws {
        let codes = try LocalesTests.codes()
        #expect(codes.count >= 50)
        for code in codes {
            for language in Language.allCases {
                for part in ["title", "what", "next"] {
                    #expect(texts.keys(language).contains("problem.\(code).\(part)"), "\(language) \(code).\(part)")
                }
            }
        }
    }

    @Test("a problem is told with the arguments that it has, and who can mend it", arguments: Language.allCases)
    func problem(language: Language) {
        let formats = Formats(language, zone: .fixed(seconds: 3600))
        let bare = Problem(
            .connectionRefused,
            reaction: .stop,
            fixer: .you,
            side: .target,
            detail: "Connection refused"
        )
        let full = Problem(
            .connectionRefused,
            ["host": "imap.alt.example", "port": "994"],
            reaction: .stop,
            fixer: .provider
        )
        #expect(texts.render(full, in: formats).what.firstRange(of: "imap.alt.example") != nil)
        #expect(texts.render(full, in: formats).what.firstRange(of: "994") != nil)
        #expect(texts.render(bare, in: formats).what.firstRange(of: "994") == nil)
        #expect(texts.render(bare, in: formats).who != texts.render(full, in: formats).who)
        #expect(texts.render(bare, in: formats).detail == "Connection refused")
    }

    @Test("a code without a text of its own is told with its name")
    func unknown() {
        let problem = Problem(Problem.Code(rawValue: "brand-new"), reaction: .stop, fixer: .operator)
        #expect(texts.render(problem, in: Formats(.de)).what.firstRange(of: "brand-new") != nil)
    }

    @Test("every state, kind, side, fixer and loss has its word")
    func words() {
        let states: [State] = [.queued, .discovering, .copying(.mail), .verifying, .finished, .undoing, .undone]
        var keys = states.map { "state.\($0.name)" }
        keys += Kind.allCases.map { "kind.\($0.rawValue)" } + Loss.allCases.map { "loss.\($0.rawValue)" }
        keys += SpecialUse.allCases.map { "use.\($0.rawValue)" }
        keys += ["fixer.you", "fixer.consultant", "fixer.operator", "fixer.provider", "side.source", "side.target"]
        for key in keys { #expect(texts.has(key), "\(key)") }
    }

    /// The codes that the sources declare, so that a new one cannot be forgotten here.
    private static func codes() throws -> [String] {
        let folder = "\(root)/Sources/MailCore"
        var codes: [String] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasSuffix(".swift") {
            guard let source = contents(ofFile: "\(folder)/\(file)"), source.contains("extension Problem.Code") else {
                continue
            }
            for line in source.split(separator: "\n") where line.contains("static let") {
                guard let open = line.firstRange(of: "Self(rawValue: \"") else { continue }
                codes.append(String(line[open.upperBound...].prefix { $0 != "\"" }))
            }
        }
        return codes
    }
}
