import MailCore
import Testing

@testable import MIME

@Suite("Outgoing message")
struct OutgoingMessageTests {
    private func message(
        name: String = "Umzug",
        subject: String = "Grüezi, Ihre Migration ist abgeschlossen: anna.keller@brunner-holz.example und noch mehr",
        text: String = "Zeile\n.\nZürich = schön \n"
    ) -> OutgoingMessage {
        OutgoingMessage(
            sender: .init(name: name, address: "umzug@betrieb.example"),
            recipient: "anna@example.org",
            subject: subject,
            date: 1_795_262_399,
            messageID: "0123456789abcdef@umzug.example",
            language: "de-CH",
            text: text,
            html: "<p>Zürich</p>"
        )
    }

    @Test("every octet is ASCII, every line is short and ends with CRLF, whatever the texts hold")
    func octets() {
        let long = String(repeating: "äöü = 😀 ", count: 100)
        let octets = message(name: "Zürich, \"AG\"", subject: long, text: long).octets
        #expect(octets.allSatisfy { $0 < 128 })
        let lines = String(decoding: octets, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && !$0.contains("\n") && !$0.contains("\r") })
    }

    @Test("a subject comes back as it was, and cannot begin a field of its own")
    func subject() {
        for text in ["Grüezi", "plain", "=?utf-8?Q?a?=", String(repeating: "ä😀 b", count: 40)] {
            #expect(EncodedWord.decode(Array(EncodedWord.encode(text).replacing("\r\n", with: "").utf8)) == text)
        }
        let injected = String(decoding: message(subject: "a\r\nBcc: x@y.example").octets, as: UTF8.self)
        #expect(!injected.contains("\nBcc"))
    }

    @Test("the date is read back as the same instant")
    func date() {
        for seconds: Int64 in [0, 951_827_696, 1_795_262_399, 4_102_444_800] {
            #expect(MessageDate.parse(Array(MessageDate.format(seconds).utf8))?.seconds == seconds)
        }
    }

    @Test("the same mail has the same octets")
    func stable() { #expect(message().octets == message().octets) }
}
