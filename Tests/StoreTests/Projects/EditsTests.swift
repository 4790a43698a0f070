import MailCore
import Planning
import Store
import Testing

@Suite("Edits and work of a project")
struct EditsTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }
    private let eva = ProjectActor.someone("Eva")
    private let carl = ProjectActor.someone("Carl")

    init() throws { fixture = try Fixture() }

    @Test("edits are saved against the version that they are based on")
    func edits() async throws {
        let project = try await store.begin().id
        let (none, version) = try await store.edits(of: project)
        #expect(none == PlanEdits() && version == 0)
        var (mine, theirs) = (none, none)
        mine.decisions["mail"] = .init(title: "Anders")
        theirs.decisions["mail"] = .init(setAside: "nicht nötig")
        #expect(try await store.save(mine, of: project, basedOn: 0, by: eva) == .saved(1))
        guard case .conflict(let present) = try await store.save(theirs, of: project, basedOn: 0, by: carl) else {
            Issue.record("saved")
            return
        }
        #expect(present.document == mine && present.actor == eva && present.version == 1)
        #expect(try await store.save(theirs, of: project, basedOn: 1, by: carl) == .saved(2))
        #expect(try await store.save(theirs, of: project, basedOn: 0, by: carl) == .saved(2), "the same again")
        #expect(try await store.edits(of: project) == (theirs, 2))
    }

    @Test("things are ticked off by list, changed and unticked")
    func ticks() async throws {
        let project = try await store.begin().id
        let (step, account) = (TickItem(.runbook, "one"), TickItem(.accounts, "one"))
        try await store.tick(step, in: project, minutes: 40, note: "ging", basedOn: nil, by: eva)
        let seen = fixture.time.now
        try await store.tick(account, in: project, minutes: nil, note: "", basedOn: nil, by: carl)
        fixture.time.advance(1)
        try await store.tick(step, in: project, minutes: 45, note: "ging gut", basedOn: seen, by: carl)
        var ticks = try await store.ticks(of: project)
        #expect(ticks[step]?.minutes == 45 && ticks[step]?.actor == carl && ticks[step]?.note == "ging gut")
        #expect(ticks[account]?.minutes == nil && ticks[account]?.actor == carl)
        for _ in 0..<2 {
            #expect(try await store.untick(step, in: project, basedOn: seen + 1, by: eva) == .done)
        }
        ticks = try await store.ticks(of: project)
        #expect(Set(ticks.keys) == [account])
        #expect(try await store.trail(of: project).filter { $0.event == "unticked" }.count == 1)
    }

    @Test("a tick is replaced and taken back only by whoever saw it")
    func unseenTicks() async throws {
        let project = try await store.begin().id
        let step = TickItem(.runbook, "one")
        try await store.tick(step, in: project, minutes: 40, note: "mein", basedOn: nil, by: eva)
        fixture.time.advance(1)
        let mine = try #require(try await store.ticks(of: project)[step])
        for seen in [nil, mine.time - 1] {
            let ticking = try await store.tick(step, in: project, minutes: 5, note: "", basedOn: seen, by: carl)
            #expect(ticking == .conflict(mine))
            #expect(try await store.untick(step, in: project, basedOn: seen, by: carl) == .conflict(mine))
        }
        #expect(try await store.ticks(of: project)[step] == mine)
        try await store.untick(step, in: project, basedOn: mine.time, by: carl)
        let late = try await store.tick(step, in: project, minutes: 9, note: "", basedOn: mine.time, by: eva)
        #expect(late == .conflict(nil), "somebody took it back")
    }

    @Test("hours are booked, listed by day and taken back; none and too many are refused")
    func hours() async throws {
        let project = try await store.begin().id
        let (monday, friday) = (
            CivilDate(year: 2027, month: 3, day: 1), CivilDate(year: 2027, month: 2, day: 26)
        )
        let first = try await store.book(
            NewBooking(step: "review", party: .consultant, minutes: 90, note: "=1+1", day: monday),
            in: project,
            by: carl
        )
        let hours = NewBooking(step: "inventory", party: .customer, minutes: 30, day: friday)
        let second = try await store.book(hours, in: project, by: eva)
        #expect(try await store.bookings(of: project) == [second, first])
        #expect(first.day == monday && first.note == "=1+1" && first.actor == carl)
        for minutes in [0, -5, 6001] {
            var wrong = hours
            wrong.minutes = minutes
            await #expect(throws: Problem.self) { try await store.book(wrong, in: project, by: eva) }
        }
        #expect(try await !store.removeBooking(first.id, in: try await store.begin().id, by: carl))
        #expect(try await !store.removeBooking(first.id, in: project, by: eva), "the consultancy's own hours")
        #expect(try await store.bookings(of: project) == [second, first])
        #expect(try await store.removeBooking(second.id, in: project, by: eva))
        let guide = ProjectActor.consultant(ConsultantID(rawValue: 1), name: "carla")
        #expect(try await store.removeBooking(first.id, in: project, by: guide))
        #expect(try await store.bookings(of: project).isEmpty)
        let gone = try await store.trail(of: project).filter { $0.event == "booking-removed" }.map(\.detail)
        #expect(
            gone == [
                ["step": "inventory", "minutes": "30", "party": "customer", "day": "\(friday.daysSinceEpoch)"],
                ["step": "review", "minutes": "90", "party": "consultant", "day": "\(monday.daysSinceEpoch)"],
            ]
        )
    }

    @Test("a step of the process is set, and reopened")
    func process() async throws {
        let project = try await store.begin().id
        #expect(try await store.process(of: project).isEmpty)
        try await store.setProcess("review", to: .done, in: project, by: carl)
        try await store.setProcess("review", to: .working, in: project, by: eva)
        try await store.setProcess("tests", to: .waiting, in: project, by: eva)
        let process = try await store.process(of: project)
        #expect(process["review"]?.state == .working && process["review"]?.actor == eva)
        #expect(process["tests"]?.state == .waiting && process.count == 2)
    }
}
