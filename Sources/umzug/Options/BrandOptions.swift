import ArgumentParser
import MailCore
import Site

/// Whose service it is, as mails say; `serve` hands it on to its worker.
struct BrandOptions: ParsableArguments {
    @Option(name: .customLong("brand-name"), help: .hidden)
    var name: String?

    @Option(name: .customLong("brand-accent"), help: .hidden)
    var accent: String?

    @Option(name: .customLong("brand-imprint"), help: .hidden)
    var imprint: String?

    @Option(name: .customLong("brand-privacy"), help: .hidden)
    var privacy: String?

    @Option(name: .customLong("brand-contact"), help: .hidden)
    var help: String?

    /// The brand; without the logo, since programs for mail show pictures of others only when asked.
    var brand: Brand {
        var brand = Brand(accent: accent.flatMap(Colour.init), imprint: imprint, privacy: privacy)
        brand.name = name ?? brand.name
        return brand
    }

    /// How to reach somebody who helps; empty for nobody.
    var contact: String { help ?? "" }

    /// A brand as arguments; with equals signs, since a name may begin with a hyphen.
    static func arguments(_ brand: Brand, contact: String?) -> [String] {
        let named = [
            ("--brand-name", brand.name), ("--brand-accent", brand.accent?.description),
            ("--brand-imprint", brand.imprint), ("--brand-privacy", brand.privacy), ("--brand-contact", contact),
        ]
        return named.compactMap { name, value in value.map { "\(name)=\($0)" } }
    }
}
