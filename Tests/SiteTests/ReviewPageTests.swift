import Store
import Testing

@testable import Site

/// The review holds for what the reviewer saw, and what is written in it is kept once.
@Suite("Projects, review")
struct ReviewPageTests {
    /// A project whose answers were handed in, with both sides.
    private static func staged(_ world: World) async throws -> (lea: Browser, anna: Browser, path: String) {
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let anna = try await lea.guest(path)
        await anna.answerWhatIsNeeded(path)
        try await handIn(anna, path)
        return (lea, anna, path)
    }

    private static func handIn(_ anna: Browser, _ path: String) async throws {
        await anna.get("\(path)/inventory/check")
        #expect(await anna.post("\(path)/inventory/check", []).location == path)
    }

    private func review(_ world: World, _ path: String) async throws -> ProjectReview {
        try await world.store.review(of: try #require(ProjectID(path: path)))
    }

    @Test("a remark is kept once, whichever button sends it", arguments: ["save", "back", "sign"])
    func remarks(_ action: String) async throws {
        let world = try await World()
        let (lea, anna, path) = try await ReviewPageTests.staged(world)
        await lea.get("\(path)/review")
        await lea.post("\(path)/review", [("mark-people", "query"), ("comment-people", "Warum?"), ("action", action)])
        await anna.get("\(path)/review")
        await anna.post("\(path)/review", [("comment-company", "Stimmt.")])
        let comments = try await review(world, path).comments
        #expect(comments["people"]?.map(\.text) == ["Warum?"])
        #expect(comments["company"]?.count == 1)
        await world.end()
    }

    @Test("an answer that changed under the reviewer is neither marked nor accepted, and the page says which one")
    func stale() async throws {
        let world = try await World()
        let (lea, anna, path) = try await ReviewPageTests.staged(world)
        for (action, people) in [("save", "6"), ("sign", "7")] {
            await lea.get("\(path)/review")
            await anna.answer(path, "people", [("answer", people)])
            let fields = [("mark-people", "ok"), ("mark-company", "ok"), ("comment-company", action)]
            let page = await lea.post("\(path)/review", fields + [("action", action)])
            #expect(page.status == 422 && page.html.contains("href=\"#q-people\""))
            #expect(!page.html.contains("href=\"#q-company\""))
            let review = try await review(world, path)
            #expect(review.marks["people"] == nil && review.marks["company"]?.state == .ok)
            #expect(review.comments["company"]?.last?.text == action && review.signOff == nil)
        }
        await world.end()
    }

    @Test("a sign-off is for the submission that was seen: another one, or other answers, are said instead")
    func signing() async throws {
        let world = try await World()
        let (lea, anna, path) = try await ReviewPageTests.staged(world)
        await anna.answer(path, "people", [("answer", "8")])
        await lea.get("\(path)/review")
        let changed = await lea.post("\(path)/review", [("action", "sign")])
        #expect(changed.status == 422 && changed.html.contains("href=\"#q-people\""))
        try await ReviewPageTests.handIn(anna, path)
        let newer = await lea.post("\(path)/review", [("action", "sign"), ("submission", "1")])
        #expect(newer.status == 422 && newer.html.contains("href=\"#changes\""))
        #expect(newer.html.contains("id=\"changes\""))
        #expect(try await review(world, path).signOffs.isEmpty)
        await lea.get("\(path)/review")
        #expect(await lea.post("\(path)/review", [("action", "sign")]).location == "\(path)/review")
        #expect(try await review(world, path).signOff?.submission == 2)
        await world.end()
    }

    @Test("without a query nothing is given back, and the page says so")
    func nothing() async throws {
        let world = try await World()
        let (lea, _, path) = try await ReviewPageTests.staged(world)
        await lea.get("\(path)/review")
        let page = await lea.post("\(path)/review", [("action", "back")])
        #expect(page.status == 422 && page.html.contains("href=\"#decide\""))
        await world.end()
    }
}
