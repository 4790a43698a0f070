import MailCore
import Testing

@Suite("Receipt for programs")
struct ReceiptLineTests {
    @Test(
        "what a spreadsheet would take for a formula is text, and quotes are doubled",
        arguments: [
            ("=1+1", "'=1+1"), ("+41", "'+41"), ("-x", "'-x"), ("@a", "'@a"), ("\tx", "'\tx"), ("plain", "plain"),
            ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("=a,\"b\"", "\"'=a,\"\"b\"\"\""), ("", ""),
            ("zwei\nZeilen", "\"zwei\nZeilen\""), ("a;=1", "a;'=1"), ("a;\"=1", "\"a;\"\"'=1\""),
            ("a\n@b", "\"a\n'@b\""),
            ("＝1", "'＝1"), ("a=1;b", "a=1;b"), ("a;\t-1", "a;\t'-1"),
        ]
    )
    func cells(text: String, cell: String) { #expect(CSV.cell(text) == cell) }

    @Test(
        "dates are RFC 3339",
        arguments: [
            (Int64(0), "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (2_147_483_648, "2038-01-19T03:14:08Z"), (-1, "1969-12-31T23:59:59Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
        ]
    )
    func dates(seconds: Int64, text: String) { #expect(RFC3339.text(InternalDate(seconds: seconds)) == text) }

    @Test("an exception's columns and its fields say the same, and what a copy lacks is its detail")
    func line() {
        let problem = Problem(.altered, ["losses": "nul"], reaction: .skip, fixer: .provider, side: .target)
        let item = ReceiptItem(
            kind: .mail,
            container: .inbox,
            reference: Reference("7"),
            subject: "=1+1",
            date: InternalDate(seconds: 0),
            size: 9,
            outcome: .copied,
            problem: problem
        )
        let line = ReceiptLine(item)
        #expect(ReceiptLine.columns.count == line.cells.count && line.detail == "nul")
        #expect(CSV.line(line.cells) == "mail,INBOX,'=1+1,1970-01-01T00:00:00Z,9,copied,altered,nul\r\n")
    }
}
