import MailCore
import Testing

@testable import Secrets

@Suite("Recovery codes")
struct RecoveryCodeTests {
    private let code = RecoveryCode(digest: Array(0..<32))

    @Test("a code is read back however it is typed")
    func typed() {
        let text = code.text.exposed
        #expect(text == "012345-6789AB-CDEFGH-JKA")
        #expect(text.filter { $0 != "-" }.count == 21)
        let spellings = [
            text, text.lowercased(), " \(text) \n", text.replacing("-", with: ""), text.replacing("-", with: " "),
            text.replacing("0", with: "o").replacing("1", with: "l"),
        ]
        for spelling in spellings {
            #expect(RecoveryCode(typed: spelling) == code, "\(spelling)")
            #expect(RecoveryCode(typed: spelling)?.digest == code.digest)
        }
    }

    @Test(
        "a mistyped code is none",
        arguments: ["", "0", "112345-6789AB-CDEFGH-JKA", "012345-6789AB-CDEFGH-JKAX", "Ü"]
    )
    func mistyped(_ text: String) {
        #expect(RecoveryCode(typed: text) == nil)
    }

    @Test("every single wrong character is noticed")
    func wrongCharacter() {
        let text = Array(code.text.exposed)
        for index in text.indices where text[index] != "-" {
            var other = text
            other[index] = text[index] == "7" ? "8" : "7"
            #expect(RecoveryCode(typed: String(other)) == nil)
        }
    }

    @Test("the code is not printed")
    func printing() {
        #expect(!"\(code)".contains("012345"))
    }
}

@Suite("Tokens")
struct TokenTests {
    @Test("no two are alike, and none needs escaping in a cookie or URL")
    func random() {
        let tokens = (0..<1000).map { _ in Token.random().exposed }
        #expect(Set(tokens).count == 1000)
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        #expect(tokens.allSatisfy { $0.count == 32 && allowed.isSuperset(of: $0) })
    }

    @Test("the digest is BLAKE2b-256")
    func digest() {
        // b2sum -l 256 of "abc"
        #expect(Token.digest("abc") == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")
    }

    @Test(
        "comparison",
        arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "ab", false), ("é", "e", false)]
    )
    func equal(_ left: String, _ right: String, _ isEqual: Bool) {
        #expect(Token.equal(left, right) == isEqual)
    }
}
