import MIME
import Testing

@Suite("Encoded words")
struct EncodedWordTests {
    @Test(
        "a subject is decoded as people wrote it",
        arguments: [
            ("Plain text", "Plain text"),
            ("=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_Z=C3=BCrich?=", "Grüße aus Zürich"),
            ("=?ISO-8859-1?q?Gr=FC=DFe?= and more", "Grüße and more"),
            ("=?iso-8859-15?Q?=A4_10?=", "€ 10"),
            ("=?windows-1252?B?gCAxMA==?=", "€ 10"),
            ("=?windows-1251?B?z/Do4uXy?=", "Привет"),
            ("=?koi8-r?B?8NLJ18XU?=", "Привет"),
            ("=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "日本語"),
            ("=?UTF-8?B?8J+YgA==?=", "😀"),
            // One character cut in two words, with folding between them.
            ("=?utf-8?B?w7zD?= =?utf-8?B?pA==?=", "üä"),
            ("=?utf-8?Q?a?=  =?utf-8?Q?b?= c", "ab c"),
            ("=?utf-8*de?Q?Gr=C3=BC?=", "Grü"),
            ("Re: =?utf-8?q?x?y?=", "Re: x?y"),
        ]
    )
    func decodes(body: String, text: String) {
        #expect(EncodedWord.decode(Array(body.utf8)) == text)
    }

    @Test(
        "what cannot be decoded is shown as it stands, and never as nothing",
        arguments: [
            ("=?utf-8?Q?never ended", "=?utf-8?Q?never ended"),
            ("=?nonsense-charset?Q?abc?=", "abc"),
            ("=?utf-8?Z?abc?=", "=?utf-8?Z?abc?="),
            ("=?utf-8?Q?=C3?=", "\u{FFFD}"),
            ("=?utf-8?Q?=ZZ?=", "=ZZ"),
            ("=?utf-8?B?YWJj*ZGVm?=", "abcdef"),
            ("=??Q?abc?=", "=??Q?abc?="),
            ("=?=?=?", "=?=?=?"),
        ]
    )
    func toleratesBrokenWords(body: String, text: String) {
        #expect(EncodedWord.decode(Array(body.utf8)) == text)
    }

    @Test("raw 8-bit text is UTF-8, or else Windows-1252")
    func guesses() {
        #expect(EncodedWord.decode(Array("Zürich".utf8)) == "Zürich")
        #expect(EncodedWord.decode([0x5A, 0xFC, 0x72, 0x69, 0x63, 0x68]) == "Zürich")
        #expect(EncodedWord.decode([0x80]) == "€")
    }

    @Test("control characters do not reach people, and a text has an end")
    func isOneLine() {
        #expect(EncodedWord.decode(Array("=?utf-8?Q?a=0D=0Ab=1B[31m?=".utf8)) == "a  b [31m")
        #expect(EncodedWord.decode([UInt8](repeating: 0x61, count: 100_000)).count == 200)
    }
}
