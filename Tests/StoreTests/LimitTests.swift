import MailCore
import Store
import Testing

@Suite("Limits")
struct LimitTests {
    private func makeFixture(_ rules: [Limit: [LimitTable.Scope: LimitTable.Rule]]) throws -> Fixture {
        var table = LimitTable()
        table.rules = rules
        return try Fixture(limits: table)
    }

    @Test("so many are allowed within the window, and then one waits exactly as long as it says")
    func window() async throws {
        let fixture = try makeFixture([.start: [.visitor: .init(5, per: 600)]])
        let subjects = [LimitSubject.visitor("192.0.2.1")]
        for _ in 0..<5 { #expect(try await fixture.store.attempt(.start, by: subjects) == .allowed) }
        guard case .wait(let seconds) = try await fixture.store.attempt(.start, by: subjects) else {
            Issue.record("allowed")
            return
        }
        #expect((1...1200).contains(seconds))
        fixture.time.advance(Double(seconds) - 1)
        #expect(try await fixture.store.attempt(.start, by: subjects) == .wait(seconds: 1))
        fixture.time.advance(1)
        #expect(try await fixture.store.attempt(.start, by: subjects) == .allowed)
    }

    @Test(
        "in no stretch of one window are twice as many allowed, however the attempts fall",
        arguments: [1, 7, 59, 199]
    )
    func sliding(_ step: Int) async throws {
        let fixture = try makeFixture([.start: [.visitor: .init(10, per: 600)]])
        var allowed: [Int64] = []
        for _ in 0..<(3600 / step) {
            if try await fixture.store.attempt(.start, by: [.visitor("a")]) == .allowed {
                allowed.append(fixture.time.now)
            }
            fixture.time.advance(Double(step))
        }
        for start in allowed {
            #expect(allowed.count { $0 >= start && $0 < start + 600 } < 20)
        }
        #expect(allowed.count >= 30 || step > 100)
    }

    @Test("delays grow with each failure in a row, up to a bound, and a success ends them")
    func delays() async throws {
        let fixture = try makeFixture([.tracking: [.account: .init(1_000_000, per: 600, patience: 3)]])
        let subjects = [LimitSubject.account("ID")]
        for _ in 0..<3 { #expect(try await fixture.store.attempt(.tracking, by: subjects) == .allowed) }
        var waits: [Int] = []
        for _ in 0..<12 {
            guard case .wait(let seconds) = try await fixture.store.attempt(.tracking, by: subjects) else { break }
            waits.append(seconds)
            fixture.time.advance(Double(seconds))
            #expect(try await fixture.store.attempt(.tracking, by: subjects) == .allowed)
        }
        #expect(waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
        try await fixture.store.succeeded(.tracking, by: subjects)
        #expect(try await fixture.store.attempt(.tracking, by: subjects) == .allowed)
        #expect(try await fixture.store.attempt(.tracking, by: subjects) == .allowed)
    }

    @Test("one subject that has to wait stops the attempt, and nothing is counted for the others")
    func several() async throws {
        let fixture = try makeFixture([
            .loginCheck: [.visitor: .init(100, per: 600), .account: .init(2, per: 600), .server: .init(3, per: 600)]
        ])
        let both = [LimitSubject.visitor("v"), .account("a"), .server("s")]
        for _ in 0..<2 { #expect(try await fixture.store.attempt(.loginCheck, by: both) == .allowed) }
        for _ in 0..<5 { #expect(try await fixture.store.attempt(.loginCheck, by: both) != .allowed) }
        #expect(
            try await fixture.store.attempt(.loginCheck, by: [.visitor("v"), .account("b"), .server("s")]) == .allowed
        )
        #expect(try await fixture.store.attempt(.loginCheck, by: [.account("c"), .server("S")]) != .allowed)
        #expect(try await fixture.store.attempt(.tracking, by: both) == .allowed)
    }

    @Test(
        "addresses of one IPv6 network are one visitor, IPv4 addresses are each their own",
        arguments: [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true), ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
        ]
    )
    func networks(_ left: String, _ right: String, _ isOne: Bool) async throws {
        let fixture = try makeFixture([.start: [.visitor: .init(1, per: 600)]])
        #expect(try await fixture.store.attempt(.start, by: [.visitor(left)]) == .allowed)
        let second = try await fixture.store.attempt(.start, by: [.visitor(right)])
        #expect((second == .allowed) == !isOne)
    }

    @Test("the standard rules let somebody mistype a few times")
    func standard() async throws {
        let fixture = try Fixture()
        let subjects = [LimitSubject.visitor("192.0.2.1"), .account("anna@example.org"), .server("imap.example.org")]
        for limit in Limit.allCases {
            for _ in 0..<3 { #expect(try await fixture.store.attempt(limit, by: subjects) == .allowed) }
        }
    }

    @Test("many attempts at once do not slip through")
    func concurrent() async throws {
        let fixture = try makeFixture([.start: [.visitor: .init(5, per: 600)]])
        let allowed = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { try await fixture.store.attempt(.start, by: [.visitor("v")]) == .allowed }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(allowed == 5)
    }
}
