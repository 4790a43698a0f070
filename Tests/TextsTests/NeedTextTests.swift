import MailCore
import Testing

@testable import Texts

@Suite("What providers demand")
struct NeedTextTests {
    let texts: Texts

    init() throws { texts = try Texts(directory: "\(LocalesTests.root)/Templates/locales") }

    @Test("every demand and every kind of evidence is told in every language", arguments: Language.allCases)
    func complete(language: Language) {
        let formats = Formats(language)
        for need in ProviderNeed.allCases {
            let text = texts.render(need, of: nil, name: "Firma", in: formats)
            for part in [text.title, text.what, text.how] {
                #expect(!part.isEmpty && !part.hasPrefix("need."), "\(need)")
            }
        }
        for evidence in DetectedService.Evidence.allCases {
            #expect(!texts.render(evidence, in: formats).hasPrefix("evidence."), "\(evidence)")
        }
    }

    @Test("a provider's own way is told where we know it")
    func own() {
        let google = texts.render(.appPassword, of: "google", name: "Google", in: Formats(.de))
        #expect(google.how.contains("myaccount.google.com/apppasswords") && google.what.hasPrefix("Google"))
        #expect(
            texts.render(.appPassword, of: "nobody", name: "X", in: Formats(.de)).how.contains(
                "Sicherheitseinstellungen"
            )
        )
    }
}
