import MailCore
import Testing

@testable import Detection

@Suite("Configuration files")
struct ConfigurationFileTests {
    let address: MailAddress

    init() throws { address = try #require(MailAddress("anna@firma.example")) }

    private func file(_ servers: String) -> AutoconfigFile? {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?><clientConfig version="1.1"><emailProvider id="firma.example">
            <domain>firma.example</domain>\(servers)</emailProvider></clientConfig>
            """
        return AutoconfigFile(Array(text.utf8), for: address, from: .autoconfig)
    }

    private func server(
        type: String = "imap",
        host: String = "imap.%EMAILDOMAIN%",
        port: String = "993",
        socket: String = "SSL",
        user: String = "%EMAILLOCALPART%"
    ) -> String {
        """
        <incomingServer type="\(type)"><hostname>\(host)</hostname><port>\(port)</port><socketType>\(socket)</socketType>
        <username>\(user)</username><authentication>password-cleartext</authentication></incomingServer>
        """
    }

    @Test("servers are read in their order, with the address filled in")
    func servers() throws {
        let both = try #require(
            file(server() + server(type: "pop3", host: "pop.firma.example", port: "110", socket: "STARTTLS"))
        )
        #expect(both.services.map(\.host) == ["imap.firma.example", "pop.firma.example"])
        #expect(both.services.map(\.user) == ["anna", "anna"])
        #expect(both.services.map(\.security) == [.tls, .startTLS])
    }

    @Test(
        "a server that cannot be meant is left out",
        arguments: [
            ("imap", "imap.firma.example", "993", "plain", "anna"), ("imap", "imap.firma.example", "0", "SSL", "anna"),
            ("imap", "imap.firma.example", "x", "SSL", "anna"), ("imap", "http://evil/", "993", "SSL", "anna"),
            ("imap", "a b.example", "993", "SSL", "anna"), ("exchange", "m.firma.example", "993", "SSL", "anna"),
            ("imap", "m.firma.example", "993", "SSL", "an&#10;na"),
        ]
    )
    func leftOut(type: String, host: String, port: String, socket: String, user: String) {
        let text = server(type: type, host: host, port: port, socket: socket, user: user)
        #expect(file(text)?.services.isEmpty ?? true)
    }

    @Test("OAuth alone is a demand")
    func oauth() {
        let text = server().replacing("password-cleartext", with: "OAuth2")
        #expect(file(text)?.needs == [.oauth])
        #expect(file(server())?.needs == [])
    }

    @Test("what is no file of that kind is none", arguments: ["", "<html/>", "{}", "<clientConfig>", "\u{0}\u{0}"])
    func none(text: String) {
        #expect(AutoconfigFile(Array(text.utf8), for: address, from: .ispdb) == nil)
    }

    @Test("document types and entities are refused, in any encoding")
    func bombs() {
        let bomb = """
            <?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
            <clientConfig><emailProvider>&b;</emailProvider></clientConfig>
            """
        let external = """
            <?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><clientConfig>&e;</clientConfig>
            """
        for text in [bomb, external] {
            #expect(XMLDocument.root(of: Array(text.utf8)) == nil)
            #expect(
                XMLDocument.root(of: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }) == nil
            )
        }
    }

    @Test("depth, elements, text and octets are bounded")
    func bounds() {
        let deep = String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100)
        let many = "<a>" + String(repeating: "<b/>", count: XMLDocument.Limits.elements) + "</a>"
        let long = "<a>" + String(repeating: "x", count: XMLDocument.Limits.textOctets + 1) + "</a>"
        let huge = "<a>" + String(repeating: " <!-- x -->", count: XMLDocument.Limits.octets / 8) + "</a>"
        for text in [deep, many, long, huge] { #expect(XMLDocument.root(of: Array(text.utf8)) == nil) }
        #expect(XMLDocument.root(of: Array("<a><b/></a>".utf8)) != nil)
    }

    @Test("an answer of autodiscover names mail servers and Exchange")
    func autodiscover() throws {
        let text = """
            <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
            <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><Account>
            <AccountType>email</AccountType><Action>settings</Action>
            <Protocol><Type>IMAP</Type><Server>mail.firma.example</Server><Port>993</Port><SSL>on</SSL><LoginName>anna</LoginName>
            </Protocol><Protocol><Type>SMTP</Type><Server>mail.firma.example</Server><Port>587</Port><Encryption>TLS</Encryption>
            </Protocol><Protocol><Type>POP3</Type><Server>mail.firma.example</Server><Port>110</Port><SSL>off</SSL></Protocol>
            <Protocol><Type>EXPR</Type><EwsUrl>https://mail.firma.example/EWS/Exchange.asmx</EwsUrl></Protocol>
            </Account></Response></Autodiscover>
            """
        let file = try #require(AutodiscoverFile(Array(text.utf8), for: address))
        #expect(file.isExchange)
        #expect(file.services.map(\.kind) == [.imap, .smtp, .pop3, .ews])
        #expect(file.services.map(\.security) == [.tls, .startTLS, .startTLS, .tls])
        #expect(file.services[0].user == "anna" && file.services[1].user == "anna@firma.example")
    }

    @Test("the JSON form is read where it names an https URL")
    func json() {
        let good = #"{"Protocol":"EWS","Url":"https://Mail.Firma.example/EWS/Exchange.asmx"}"#
        #expect(AutodiscoverJSON.place(Array(good.utf8))?.host == "mail.firma.example")
        for bad in [#"{"Url":"http://x.example/"}"#, #"{"Url":"https://127/"}"#, "[]", #"{"Url":3}"#] {
            #expect(AutodiscoverJSON.place(Array(bad.utf8)) == nil)
        }
    }

    @Test("an address with signs of XML in it stays one in the question")
    func question() throws {
        let odd = try #require(MailAddress("a&b@firma.example"))
        let text = String(decoding: AutodiscoverFile.question(odd), as: UTF8.self)
        #expect(text.contains("<EMailAddress>a&amp;b@firma.example</EMailAddress>"))
    }

    @Test("the domains that a mail host may belong to")
    func mailHostDomains() {
        let domains = WebProbes.domains(ofMailHost: "mx1.mail.host.example", of: "firma.example")
        #expect(domains == ["mail.host.example", "host.example"])
        #expect(WebProbes.domains(ofMailHost: "mail.firma.example", of: "firma.example").isEmpty)
    }
}
