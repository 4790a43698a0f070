import HTTPServer
public import MailCore

/// The files that the brand makes: the logo and a stylesheet with the accent's colours, under URLs with their hash.
struct BrandFiles: Sendable {
    /// The colours that text of the accent stands on, and that stand on the accent, by scheme.
    private static let light = [Colour(red: 0xFF, green: 0xFF, blue: 0xFF), Colour(red: 0xF6, green: 0xF5, blue: 0xF2)]
    private static let dark = [Colour(red: 0x12, green: 0x13, blue: 0x17), Colour(red: 0x1B, green: 0x1D, blue: 0x22)]
    private static let white = Colour(red: 0xFF, green: 0xFF, blue: 0xFF)
    private static let black = Colour(red: 0, green: 0, blue: 0)
    private static let night = Colour(red: 0x0D, green: 0x10, blue: 0x20)

    /// The accent as it is used.
    struct Accent: Equatable {
        var light, onLight, dark, onDark: Colour
    }

    /// The stylesheet's URL, where there is one.
    let stylesheet: String?
    /// The logo's URL, where there is one.
    let logo: String?
    private let files: StaticFiles

    init(_ brand: Brand) {
        var contents: [String: [UInt8]] = [:]
        if let accent = brand.accent { contents["brand.css"] = Array(BrandFiles.stylesheet(of: accent).utf8) }
        if let logo = brand.logo { contents[logo.file] = logo.bytes }
        files = StaticFiles(contents: contents, prefix: "brand")
        stylesheet = brand.accent == nil ? nil : files.url(for: "brand.css")
        logo = brand.logo.map { [files] in files.url(for: $0.file) }
    }

    /// Answers a request for one of the files; opened by itself, a picture can do nothing.
    func respond(to request: Request) -> Response? {
        guard var response = files.respond(to: request) else { return nil }
        response = Protection.applied(to: response, secure: request.isSecure)
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        return response
    }

    /// The accent in both schemes, moved to where text in it and on it can be read.
    static func accent(_ wanted: Colour) -> Accent {
        let light = wanted.readable(on: light, towards: black)
        let dark = wanted.readable(on: dark, towards: white)
        return Accent(light: light, onLight: on(light), dark: dark, onDark: on(dark))
    }

    /// The better of white and night; one of them always has 4.5:1.
    private static func on(_ colour: Colour) -> Colour {
        colour.contrast(with: white) >= colour.contrast(with: night) ? white : night
    }

    private static func stylesheet(of wanted: Colour) -> String {
        let accent = accent(wanted)
        return """
            :root {
              --accent: light-dark(\(accent.light), \(accent.dark));
              --on-accent: light-dark(\(accent.onLight), \(accent.onDark));
            }

            """
    }
}

extension Brand {
    /// The accent as it is used in the light and in the dark scheme, where it is not as wanted in one of them.
    public var corrected: (light: Colour, dark: Colour)? {
        guard let accent else { return nil }
        let used = BrandFiles.accent(accent)
        return used.light == accent ? nil : (used.light, used.dark)
    }
}
