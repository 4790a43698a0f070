import MailCore
import Testing

@testable import Settings

@Suite("Configuration file")
struct SettingsFileTests {
    private func mistakes(_ yaml: String) -> [String] {
        do {
            _ = try SettingsFile(yaml: yaml, path: "f", isReadable: { !$0.contains("missing") })
            return []
        } catch {
            return error.lines
        }
    }

    @Test("The sample says nothing as it is, and every setting where its lines are put in force")
    func sample() throws {
        #expect(try SettingsFile(yaml: SettingsFile.sample, path: "f").names.isEmpty)
        let inForce = SettingsFile.sample.replacing("#:", with: "")
        let file = try SettingsFile(yaml: inForce, path: "f")
        #expect(file.names == Set(Setting.all.map(\.name)))
        #expect(file.text(.listen) == "127.0.0.1:8080")
        #expect(file.list(.trustedProxy) == ["127.0.0.1", "::1"])
        #expect(file.number(.migrations) == 8)
        #expect(file.flag(.plaintextOK) == false)
        #expect(file.text(.termsVersion) == "2026-01")
    }

    @Test("One value serves where several may stand")
    func single() throws {
        #expect(try SettingsFile(yaml: "allow-network: 10.0.0.0/8", path: "f").list(.allowNetwork) == ["10.0.0.0/8"])
    }

    @Test(
        "A mistake is told with its line and what to do",
        arguments: [
            ("listen: 127.0.0.1:80\nlissten: x\n", #"f:2: there is no setting "lissten". Did you mean "listen"?"#),
            (
                "limits:\n  conections: 5\n",
                #"f:2: there is no setting "limits.conections". Did you mean "limits.connections"?"#
            ),
            ("connections: 99\n", #"f:1: there is no setting "connections". Did you mean "limits.connections"?"#),
            ("bread: 1\n", #"f:1: there is no setting "bread". Did you mean "brand"?"#),
            ("zzzzzzzzzzzz: 1\n", #"f:1: there is no setting "zzzzzzzzzzzz"."#),
            ("undo-hours: many\n", #"f:1: "undo-hours" must be a whole number from 1 to 336, not "many"."#),
            ("\nundo-hours: 0\n", #"f:2: "undo-hours" must be a whole number from 1 to 336, not "0"."#),
            ("undo-hours: [1]\n", #"f:1: "undo-hours" must be one value, not a list or a section."#),
            ("plaintext-ok: maybe\n", #"f:1: "plaintext-ok" must be yes or no, not "maybe"."#),
            ("log-format: xml\n", #"f:1: "log-format" must be one of text, json, not "xml"."#),
            ("listen: here\n", #"f:1: "listen" must be ADDRESS:PORT, as in 127.0.0.1:8080, not "here"."#),
            (
                "allow-network:\n  - 10.0.0.0/8\n  - 10.0.0.0/99\n",
                #"f:3: "allow-network" must be networks as in 10.1.2.0/24, not "10.0.0.0/99"."#
            ),
            ("ca-file: /missing\n", #"f:1: "ca-file" names a file that cannot be read: /missing"#),
            ("tls-key: /k\n", #"f:1: "tls-key" needs "tls-certificate" too."#),
            ("brand: red\n", #"f:1: "brand" must hold settings, as in “name: value”."#),
            (
                "brand:\n  accent: red\n",
                ##"f:2: "brand.accent" must be a colour as in "#1f35c7" (with quotes), not "red"."##
            ),
            (
                "public-url: javascript:x\n",
                #"f:1: "public-url" must begin with https:// or http://, not "javascript:x"."#
            ),
            ("smpt: smtps://mail.example.org\n", #"f:1: there is no setting "smpt". Did you mean "smtp"?"#),
            ("smtp-password: x\n", #"f:1: there is no setting "smtp-password". Did you mean "smtp-password-file"?"#),
            (
                "smtp: mail.example.org\n",
                #"f:1: "smtp" must be smtps://[USER@]HOST[:PORT] or smtp://[USER@]HOST[:PORT], "#
                    + #"without a password, not "mail.example.org"."#
            ),
            ("mail-from: nobody\n", #"f:1: "mail-from" must be ADDRESS or "NAME <ADDRESS>", not "nobody"."#),
            ("- a\n", #"f:1: the file must hold settings, as in “name: value”."#),
        ]
    )
    func told(yaml: String, expected: String) {
        #expect(mistakes(yaml) == [expected])
    }

    @Test(
        "A mail server is taken apart; the name of a login may be an address",
        arguments: [
            ("smtps://mail.example.org", Setting.MailServer(host: "mail.example.org", port: 465, isImplicitTLS: true)),
            ("smtp://mail.example.org/", .init(host: "mail.example.org", port: 587, isImplicitTLS: false)),
            (
                "smtps://us@app.example@mail.example.org:2465",
                .init(host: "mail.example.org", port: 2465, isImplicitTLS: true, user: "us@app.example")
            ),
            ("SMTP://a%40b%2Fc@[::1]:25", .init(host: "::1", port: 25, isImplicitTLS: false, user: "a@b/c")),
            ("smtp://[2001:db8::1]", .init(host: "2001:db8::1", port: 587, isImplicitTLS: false)),
            ("smtps://us:word@mail.example.org", nil), ("https://mail.example.org", nil), ("smtps://", nil),
            ("smtps://mail.example.org:0", nil), ("smtps://mail.example.org:70000", nil), ("smtps://a b.example", nil),
            ("smtps://mail.example.org/x", nil), ("smtps://%0d%0a@mail.example.org", nil),
            ("smtps://@mail.example", nil),
            ("smtps://2001:db8::1", nil), ("mail.example.org", nil),
        ] as [(String, Setting.MailServer?)]
    )
    func mailServer(text: String, expected: Setting.MailServer?) {
        #expect(Setting.mailServer(text) == expected)
    }

    @Test(
        "A sender is an address, with a name or without",
        arguments: [
            ("umzug@example.org", "", "umzug@example.org"), ("Umzug <umzug@example.org>", "Umzug", "umzug@example.org"),
            (#""Brunner, Holz & Co." <a@B.example>"#, "Brunner, Holz & Co.", "a@b.example"),
            ("Zürich <ä@b.example>", nil, nil), ("Umzug", nil, nil), ("A <b@c.example\r\nBcc: d@e.example>", nil, nil),
        ] as [(String, String?, String?)]
    )
    func sender(text: String, name: String?, address: String?) {
        let found = Setting.sender(text)
        #expect(found?.name == name)
        #expect(found?.address == address)
    }

    @Test("All mistakes are told at once")
    func all() { #expect(mistakes("lissten: a\nundo-hours: 0\nlog-level: loud\n").count == 3) }

    @Test("What is no YAML is told with its line", arguments: ["a: [1\n", "a: b: c\n", "listen: x\nlisten: y\n"])
    func broken(yaml: String) {
        let lines = mistakes(yaml)
        #expect(lines.count == 1)
        #expect(lines[0].hasPrefix("f"))
    }

    @Test("An empty file and an empty section say nothing", arguments: ["", "# nothing\n", "brand:\n"])
    func empty(yaml: String) throws {
        #expect(try SettingsFile(yaml: yaml, path: "f").names.isEmpty)
    }

    @Test("Distances count letters put in, taken out, replaced and swapped")
    func distances() {
        #expect(Spelling.distance("listen", "listen") == 0)
        #expect(Spelling.distance("lissten", "listen") == 1)
        #expect(Spelling.distance("lsiten", "listen") == 1)
        #expect(Spelling.distance("", "abc") == 3)
        #expect(Spelling.distance("kitten", "sitting") == 3)
    }
}

@Suite("Colours")
struct ColourTests {
    @Test("Contrast is what WCAG says")
    func contrast() throws {
        let white = try #require(Colour("#fff"))
        let black = try #require(Colour("#000000"))
        #expect(abs(white.contrast(with: black) - 21) < 0.001)
        let grey = try #require(Colour("#767676"))
        #expect(abs(grey.contrast(with: white) - 4.54) < 0.01)
        #expect(Colour("#12345") == nil)
        #expect(Colour("1f35c7") == nil)
        #expect(Colour("#1F35c7")?.description == "#1f35c7")
    }

    @Test(
        "A colour that cannot be read is moved until it can, and no further",
        arguments: ["#ffcc00", "#f00", "#1f35c7"]
    )
    func corrected(text: String) throws {
        let white = try #require(Colour("#ffffff"))
        let black = try #require(Colour("#000000"))
        let typed = try #require(Colour(text))
        let used = typed.readable(on: [white], towards: black)
        #expect(used.contrast(with: white) >= 4.5)
        if typed.contrast(with: white) >= 4.5 {
            #expect(used == typed)
        } else {
            #expect(used.contrast(with: white) < 4.7)
        }
    }
}
