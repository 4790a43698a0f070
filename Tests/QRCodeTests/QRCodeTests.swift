import Testing

@testable import QRCode

@Suite("QR code")
struct QRCodeTests {
    @Test("a short text makes the smallest code, with its three finders in the corners")
    func finders() throws {
        let code = try #require(QRCode("UMZUG"))
        #expect(code.side == 21 && code.isDark.count == 21 * 21)
        for (x, y) in [(0, 0), (14, 0), (0, 14)] {
            let row = (0..<7).map { code.isDark[y * 21 + x + $0] }
            let middle = (0..<7).map { code.isDark[(y + 3) * 21 + x + $0] }
            #expect(row.allSatisfy { $0 })
            #expect(middle == [true, false, true, true, true, false, true])
        }
    }

    @Test("the path covers as many squares as are dark")
    func path() throws {
        let code = try #require(QRCode("https://umzug.example/phone/7K4X-9QTD-M2RB-P5HW-3?key=abc"))
        let bars = code.path.split(separator: "M").compactMap { bar in
            bar.split(separator: "h").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) }
        }
        #expect(bars.reduce(0, +) == code.isDark.filter { $0 }.count)
    }

    @Test("another text makes another code, and one that is too long makes none")
    func limits() {
        #expect(QRCode("a") != QRCode("b"))
        #expect(QRCode(String(repeating: "x", count: 4000)) == nil)
    }
}
