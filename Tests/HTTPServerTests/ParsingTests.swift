import HTTPServer
import Testing

@Suite("Targets, queries and forms")
struct ParsingTests {
    @Test(
        "A form keeps order, repetition, empty names and values",
        arguments: [
            ("a=1&b=2&a=3", ["a": ["1", "3"], "b": ["2"]]),
            ("", [:]), ("&&", [:]), ("a", ["a": [""]]), ("=x", ["": ["x"]]), ("a=b=c", ["a": ["b=c"]]),
            ("%C3%BC=%F0%9F%93%A6+%2B", ["ü": ["📦 +"]]),
        ]
    )
    func forms(text: String, expected: [String: [String]]) throws {
        let form = try #require(Form(urlEncoded: Array(text.utf8)))
        for (name, values) in expected { #expect(form.all(name) == values) }
        #expect(form.fields.count == expected.values.reduce(0) { $0 + $1.count })
    }

    @Test("What is no form is refused", arguments: ["%", "%1", "%zz=1", "a=%ff", "a=%c3%28", "%ed%a0%80=1"])
    func badForms(text: String) {
        #expect(Form(urlEncoded: Array(text.utf8)) == nil)
    }

    @Test("A form of too many fields is refused")
    func manyFields() {
        let text = Array(repeating: "a=1", count: Form.maxFields + 1).joined(separator: "&")
        #expect(Form(urlEncoded: Array(text.utf8)) == nil)
        #expect(Form(urlEncoded: Array(text.utf8), maxFields: Form.maxFields + 1) != nil)
    }

    @Test("Any text comes back from a form, a cookie and a path", arguments: 0..<20)
    func roundTrips(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let fields = (0..<3).map { _ in
                (ParsingTests.text(using: &generator), ParsingTests.text(using: &generator))
            }
            let form = Form(fields)
            #expect(Form(urlEncoded: Array(form.urlEncoded.utf8)) == form)
            let request = Request(.get, "/?\(form.urlEncoded)")
            #expect(request.query == form)
        }
    }

    @Test("Hostile octets neither crash the parsers nor get a climbing path through", arguments: 0..<20)
    func fuzz(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("/.%2eE5cF0a\\?&=+;\"~\u{FF}x".utf8) + [0, 10, 13, 127, 255]
        for _ in 0..<1_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            _ = Form(urlEncoded: bytes)
            let request = Request(.get, String(decoding: bytes, as: UTF8.self))
            for segment in request.segments {
                #expect(!["", ".", ".."].contains(segment))
                #expect(!segment.utf8.contains { $0 < 32 || $0 == 127 || $0 == 47 || $0 == 92 })
            }
            _ = Request(headers: ["Cookie": String(decoding: bytes, as: UTF8.self)]).cookies
        }
    }

    @Test("Hostile multipart bodies end in a form or an error", arguments: 0..<20)
    func fuzzMultipart(seed: UInt64) async {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "--b", "\r\n", "--", "Content-Disposition: form-data; name=\"a\"", "\"", ";", "x", "\r\n\r\n", "--b--",
        ]
        for _ in 0..<200 {
            let text = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }
            let request = Request(
                .post,
                headers: ["Content-Type": "multipart/form-data; boundary=b"],
                body: RequestBody(Array(text.joined().utf8))
            )
            _ = try? await request.form(limit: 10_000)
        }
    }

    @Test("Cookies are read leniently and set strictly")
    func cookies() {
        let request = Request(headers: ["Cookie": "a=1; b=%C3%BC;c=; =x; d; a=2; bad=%zz"])
        #expect(request.cookies == ["a": "1", "b": "ü", "c": ""])
    }

    private static func text(using generator: inout SeededGenerator) -> String {
        let scalars: [Unicode.Scalar] = ["a", "%", "+", "&", "=", " ", "ü", "📦", "\n", "\0", "\"", ";", "é"]
        return String(
            String.UnicodeScalarView(
                (0..<Int.random(in: 0...8, using: &generator)).compactMap { _ in
                    scalars.randomElement(using: &generator)
                }
            )
        )
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
