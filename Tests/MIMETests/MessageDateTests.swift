import MIME
import MailCore
import Testing

@Suite("Dates in headers")
struct MessageDateTests {
    @Test(
        "the instant is read from every form in use",
        arguments: [
            ("Thu, 1 Jan 1970 00:00:00 +0000", Int64(0)),
            ("Mon, 2 Jan 2006 15:04:05 -0700", 1_136_239_445),
            ("2 Jan 2006 15:04 -0700", 1_136_239_440),
            ("Mon, 02 Jan 06 22:04:05 GMT (comment; with)", 1_136_239_445),
            ("2-Jan-2006 22:04:05 +0000", 1_136_239_445),
            ("Mon, 2 Jan 106 17:04:05 EST", 1_136_239_445),
            ("from a by b; Mon, 2 Jan 2006 15:04:05 -0700 (MST)", 1_136_239_445),
            ("Tue, 19 Jan 2038 03:14:08 +0000", 2_147_483_648),
            ("Thu, 29 Feb 2024 12:00:00 +0530", 1_709_188_200),
        ]
    )
    func reads(text: String, seconds: Int64) {
        #expect(MessageDate.parse(Array(text.utf8))?.seconds == seconds)
    }

    @Test(
        "what is no date is none",
        arguments: ["", "yesterday", "99 Jan 2006 10:00:00", "1 Foo 2006 10:00:00", "1 Jan 2006 25:00"]
    )
    func refuses(text: String) {
        #expect(MessageDate.parse(Array(text.utf8)) == nil)
    }

    @Test("a message arrived when its newest Received field says so, else on its Date")
    func arrival() {
        let both = "Received: by x; 1 Jan 1970 00:01:00 +0000\r\nDate: 1 Jan 1970 00:02:00 +0000\r\n\r\n"
        #expect(MessageDate.arrival(HeaderBlock(of: Array(both.utf8)))?.seconds == 60)
        let broken = "Received: by x\r\nDate: 1 Jan 1970 00:02:00 +0000\r\n\r\n"
        #expect(MessageDate.arrival(HeaderBlock(of: Array(broken.utf8)))?.seconds == 120)
        #expect(MessageDate.arrival(HeaderBlock(of: Array("\r\n".utf8))) == nil)
    }
}
