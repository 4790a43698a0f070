import MailCore
import Testing

@testable import Journal
@testable import Migration

/// Rule 3, the part that decides.
@Suite("Matching after a crash")
struct MatchingTests {
    private func item(_ id: Int64, _ messageID: String, _ seconds: Int64, size: Int, digest: String? = nil) -> ItemRow {
        ItemRow(
            id: id,
            container: 1,
            target: 1,
            reference: Reference("s\(id)"),
            size: size,
            date: InternalDate(seconds: seconds),
            flags: Flags(),
            state: .intended,
            attempts: 0,
            isAdopted: false,
            losses: [],
            digest: digest,
            subject: "",
            fingerprint: Fingerprint(
                messageID: messageID,
                date: "",
                octets: size,
                headerDigest: "h\(messageID)\(size)"
            ),
            isGone: false,
            isRemovalIntended: false
        )
    }

    private func seen(_ name: String, _ messageID: String, _ seconds: Int64, size: Int) -> Observation {
        Observation(
            reference: Reference(name),
            size: size,
            date: InternalDate(seconds: seconds),
            fingerprint: Fingerprint(messageID: messageID, date: "", octets: size, headerDigest: "h\(messageID)\(size)")
        )
    }

    private func names(_ pairs: [Adoption]) -> [Int64: String] {
        Dictionary(uniqueKeysWithValues: pairs.map { ($0.item.id, $0.observation.reference.text) })
    }

    @Test("of n equal items intended and m found, min(n, m) are paired, in batch order")
    func multiset() {
        let three = (1...3).map { item(Int64($0), "a", 10, size: 5) }
        #expect(
            names(Matching.pairs(three, [seen("x", "a", 10, size: 5), seen("y", "a", 10, size: 5)])) == [
                1: "x", 2: "y",
            ]
        )
        #expect(Matching.pairs(three, (1...5).map { seen("x\($0)", "a", 10, size: 5) }).count == 3)
        #expect(Matching.pairs([], [seen("x", "a", 10, size: 5)]).isEmpty)
    }

    @Test("another Message-ID or another date is another item")
    func keys() {
        let found = [seen("x", "b", 10, size: 5), seen("y", "a", 11, size: 6)]
        #expect(Matching.pairs([item(1, "a", 10, size: 5)], found).isEmpty)
    }

    @Test("size ranks but does not decide: the equal one is taken first, another one if there is no other")
    func size() {
        let pair = [item(1, "", 10, size: 5), item(2, "", 10, size: 7)]
        #expect(names(Matching.pairs(pair, [seen("x", "", 10, size: 7)])) == [2: "x"])
        #expect(
            names(Matching.pairs(pair, [seen("x", "", 10, size: 7), seen("y", "", 10, size: 5)])) == [1: "y", 2: "x"]
        )
        #expect(names(Matching.pairs([item(1, "a", 10, size: 5)], [seen("x", "a", 10, size: 6)])) == [1: "x"])
    }

    @Test("items that differ in their octets alone are told apart by them")
    func octets() {
        let pair = [item(1, "a", 10, size: 5, digest: "d1"), item(2, "a", 10, size: 5, digest: "d2")]
        let found = [seen("x", "a", 10, size: 5)]
        #expect(Matching.ambiguous(pair, found) == [Reference("x")])
        #expect(names(Matching.pairs(pair, found, digests: [Reference("x"): "d2"])) == [2: "x"])
        let twins = [item(1, "a", 10, size: 5, digest: "d"), item(2, "a", 10, size: 5, digest: "d")]
        #expect(Matching.ambiguous(twins, found).isEmpty)
    }

    @Test("where the server did not take the date, the same header and size will do")
    func undated() {
        #expect(names(Matching.pairs([item(1, "a", 10, size: 5)], [seen("x", "a", 99, size: 5)])) == [1: "x"])
    }
}
