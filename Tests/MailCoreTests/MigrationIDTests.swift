import MailCore
import Testing

@Suite("Migration IDs")
struct MigrationIDTests {
    @Test("a made ID is read back however it is typed")
    func typed() throws {
        let id = MigrationID.random()
        #expect(id.isTrackable)
        #expect(MigrationID(typed: id.rawValue.lowercased()) == id)
        #expect(MigrationID(typed: " " + id.rawValue.replacing("-", with: " ")) == id)
        #expect(MigrationID(typed: id.rawValue.replacing("0", with: "O")) == id)
    }

    @Test("one wrong digit is noticed")
    func check() throws {
        let id = MigrationID.random()
        let first = try #require(id.rawValue.first)
        let other = (first == "7" ? "8" : "7") + id.rawValue.dropFirst()
        #expect(MigrationID(typed: String(other))?.rawValue == other)
        #expect(MigrationID(typed: other.lowercased())?.rawValue != other)
    }

    @Test("other forms are refused", arguments: ["short", "with space and more", "../../etc/passwd", "ümläutümläut"])
    func refused(_ text: String) {
        #expect(MigrationID(rawValue: text) == nil)
    }
}
