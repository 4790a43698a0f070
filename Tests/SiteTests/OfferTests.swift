import Catalogue
import MailCore
import Testing
import Texts

@testable import Site

@Suite("Offer")
struct OfferTests {
    private let catalogue = (try? Catalogue(directory: "\(World.root)/Templates/catalogue")) ?? Catalogue()

    private func words(_ providers: [Provider]) -> String { providers.map(\.name).joined(separator: ", ") }

    @Test(
        "the home page and the FAQ name what the table and the catalogue hold, and nothing else",
        arguments: Language.allCases
    )
    func named(language: Language) async throws {
        let world = try await World()
        let browser = Browser(world, language: language.rawValue)
        let name = { (kind: Kind) -> String in world.site.texts.name(of: kind, in: Formats(language)) }
        let (sources, targets) = (catalogue.providers(as: .source), catalogue.providers(as: .target))
        #expect(sources.count > 30 && targets.count > 3)
        let kinds = Capability.kinds.map(name).joined(separator: ", ")
        let home = await browser.get("/").html
        for value in [kinds, words(sources), words(targets)] { #expect(home.contains("<dd>\(value)</dd>"), "\(value)") }
        let others = Kind.allCases.filter { !Capability.kinds.contains($0) }.map(name)
        for other in others { #expect(!home.contains(other), "\(other)") }
        let providers = await browser.get("/faq/which-providers").html
        #expect(providers.contains("\(words(sources)).") && providers.contains("\(words(targets))."))
        let moves = await browser.get("/faq/what-moves").html
        #expect(moves.contains("<strong>\(kinds)</strong>"))
        #expect(moves.contains("<strong>\(others.joined(separator: ", ")).</strong>"))
        await world.end()
    }

    @Test("the forms offer the protocols and kinds of the table, and nothing else")
    func forms() async throws {
        let world = try await World()
        let browser = Browser(world)
        let source = Markup(await browser.get("/migrations/new/source").html).elements("option")
        #expect(source.compactMap { $0["value"].flatMap(Endpoint.Service.init) } == Capability.sources)
        await browser.enterOptions()
        let options = Markup(await browser.get("/migrations/new/options").html).elements("input")
        #expect(options.filter { $0["name"] == "kind" }.map { $0["value"] } == Capability.kinds.map(\.rawValue))
        await world.end()
    }

    @Test("a provider counts where one of its servers speaks what is built, and can be reached from here")
    func providers() {
        let sources = Set(catalogue.providers(as: .source).map(\.id))
        #expect(sources.isSuperset(of: ["infomaniak", "google", "bluewin"]))
        #expect(sources.isDisjoint(with: ["proton", "exchange"]))
        let targets = catalogue.providers(as: .target)
        for provider in targets {
            let isBuilt = provider.services.contains { $0.kind == .imap }
            #expect(provider.roles.contains(.target) && isBuilt, "\(provider.id)")
        }
    }

    @Test("a mark that nothing answers stays, and the check of the FAQ finds it")
    func marks() throws {
        let texts = try Texts(directory: "\(World.root)/Templates/locales")
        let offer = Offer(catalogue: catalogue, texts: texts, formats: Formats(.en))
        #expect(offer.filled("by {{source-protocols}} or {{else}}") == "by IMAP or POP3 or {{else}}")
        #expect(offer.filled("plain") == "plain")
    }
}
