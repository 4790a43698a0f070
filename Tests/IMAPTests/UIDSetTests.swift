import IMAP
import Testing

@Suite struct UIDSetTests {
    static let sets: [([UID], String)] = [
        ([], ""), ([1], "1"), ([1, 2, 3], "1:3"), ([1, 3, 4, 9], "1,3:4,9"), ([3, 2, 1], "3,2,1"), ([5, 5], "5,5"),
        ([9, 1, 2], "9,1:2"), ([4_294_967_294], "4294967294"),
    ]

    @Test("neighbours make a range, and the order stays", arguments: sets)
    func encoding(_ uids: [UID], _ text: String) throws {
        let set = UIDSet(uids)
        #expect(set.description == text)
        #expect(set.uids(limit: 10) == uids)
        #expect(set.count == uids.count)
        guard !uids.isEmpty else { return }
        #expect(read(lines("* VANISHED \(text)")).events == [.untagged(.vanished(earlier: false, set))])
    }

    @Test("open sets end in an asterisk")
    func open() {
        #expect(UIDSet.all.description == "1:*")
        #expect(UIDSet.from(17).description == "17:*")
        #expect(UIDSet.from(.max).description == "4294967295:*")
        #expect(UIDSet.from(5).contains(5) && !UIDSet.from(5).contains(4))
    }

    @Test("more UIDs than the caller wants to hold are not made")
    func limit() {
        #expect(UIDSet.all.uids(limit: 1_000_000) == nil)
        #expect(UIDSet([1, 2, 3]).uids(limit: 2) == nil)
        #expect(UIDSet([1, 2, 3]).uids(limit: 3) == [1, 2, 3])
    }

    @Test("a split loses nothing and keeps the bounds", arguments: [1, 2, 3, 100], [1, 2, 7, 1000])
    func split(_ ranges: Int, _ uids: Int) throws {
        var generator = SeededGenerator(seed: UInt64(ranges * 1000 + uids))
        let all = Set((0..<300).map { _ in UID.random(in: 1...600, using: &generator) }).sorted()
        let parts = UIDSet(all).split(ranges: ranges, uids: uids)
        #expect(parts.allSatisfy { $0.ranges.count <= ranges && $0.count <= uids && !$0.isEmpty })
        #expect(parts.flatMap { $0.uids(limit: 1000) ?? [] } == all)
    }

    @Test("a split ends at the largest UID")
    func splitEnd() {
        let set = UIDSet(ranges: [UID.max - 2...UID.max])
        #expect(set.split(ranges: 9, uids: 2).map(\.count) == [2, 1])
        #expect(UIDSet([]).split(ranges: 5).isEmpty)
    }
}
