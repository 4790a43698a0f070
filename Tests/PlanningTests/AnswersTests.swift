import FoundationEssentials
import MailCore
import Testing

@testable import Planning

@Suite("Answers")
struct AnswersTests {
    @Test("are the same after a round trip through JSON", arguments: 0..<50)
    func roundTrip(seed: Int) throws {
        var dice = Dice(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        var answers = Answers(version: dice.below(9))
        for index in 0..<dice.below(20) { answers["q\(index)"] = dice.answer() }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(answers)
        let back = try JSONDecoder().decode(Answers.self, from: data)
        #expect(back == answers)
        #expect(try encoder.encode(back) == data)
    }

    @Test("refuse a value without a form")
    func formless() {
        #expect(throws: (any Error).self) { try JSONDecoder().decode(Answer.Value.self, from: Data("{}".utf8)) }
    }

    @Test("tell which questions a revision changed")
    func differences() {
        let old = Answers(version: 1, ["a": Answer(.text("x")), "b": Answer(.text("y")), "c": Answer(.number(1))])
        var new = old
        new["b"]?.note = "remark"
        new["c"] = nil
        new["d"] = .unknown(person: "Anna")
        #expect(new.differences(to: old) == ["b", "c", "d"])
        #expect(old.differences(to: old).isEmpty)
    }

    @Test("that nobody knows yet count as answered and become a task for a person")
    func tasks() throws {
        let questionnaire = try Project.blueprint().questionnaire
        var answers = Answers(version: 1, ["source": .unknown(person: "Reto", soFar: .choice("google"))])
        let standing = questionnaire.standing(of: answers)
        #expect(standing.tasks.map(\.id) == ["source"] && standing.tasks.first?.person == "Reto")
        #expect(!standing.missing.contains { $0.id == "source" } && standing.missing.contains { $0.id == "company" })
        #expect(standing.lines.first { $0.id == "source" }?.state == .open)
        answers["source"] = Answer(.choice("google"))
        #expect(questionnaire.standing(of: answers).tasks.isEmpty)
    }

    @Test("that detection found wait for somebody to confirm them, and never replace a person's")
    func found() throws {
        let questionnaire = try Project.blueprint().questionnaire
        let begun = Answers(version: 1, ["people": Answer(.number(20))])
        let found: [Question.Finder: String] = [.provider: "ovh_mxplan", .mx: "mx0.mail.ovh.net", .dnsHost: "OVHcloud"]
        let filled = questionnaire.filled(begun, with: found)
        #expect(filled["source"] == Answer(.choice("ovh-mx-plan"), origin: .found))
        #expect(filled["mail-hosts"]?.value == .text("mx0.mail.ovh.net"))
        #expect(questionnaire.standing(of: filled).lines.first { $0.id == "source" }?.state == .found)
        var confirmed = filled
        confirmed["source"] = Answer(.choice("zimbra"))
        #expect(questionnaire.filled(confirmed, with: found)["source"]?.value == .choice("zimbra"))
        #expect(questionnaire.filled(begun, with: [.provider: "nobody"])["source"] == nil)
    }

    @Test(
        "are refused with a reason where they do not fit",
        arguments: [
            ("domain", Answer.Value.text("info@firma.ch"), "domain"), ("domain", .text("firma"), "domain"),
            ("people", .number(0), "range"), ("people", .number(.infinity), "range"),
            ("people", .text("five"), "number"),
            ("source", .choice("nowhere"), "choice"), ("office", .multi(["word"]), "choice"),
            ("contact", .text("anna"), "email"), ("contract-end", .text("2027-02-29"), "date"),
            ("contract-end", .text("31.01.2027"), "date"),
            ("company", .text(String(repeating: "x", count: 5000)), "too-long"),
            ("mailboxes", .rows([["name": "A"]]), "empty"),
            ("mailboxes", .rows([["name": "A", "address": "x"]]), "email"),
            ("mailboxes", .rows([["name": "A", "address": "a@x.ch", "keep": "burn"]]), "choice"),
        ]
    )
    func flaws(id: String, value: Answer.Value, flaw: String) throws {
        let question = try #require(try Project.blueprint().questionnaire[id])
        #expect(question.flaws(of: value).map(\.phrase.key) == ["planning.flaw.\(flaw)"])
    }

    @Test(
        "are taken where they fit",
        arguments: [
            ("domain", Answer.Value.text("firma.ch")), ("people", .number(5)), ("contract-end", .text("2028-02-29")),
            ("office", .multi(["other"])), ("mailboxes", .rows([])), ("catch-all", .yesNo(true)),
            ("mailboxes", .rows([["name": "A", "address": "a@x.ch", "aliases": "b@x.ch c@x.ch", "gb": "1.5"]])),
        ]
    )
    func good(id: String, value: Answer.Value) throws {
        let question = try #require(try Project.blueprint().questionnaire[id])
        #expect(question.flaws(of: value).isEmpty)
    }
}

@Suite("Answers as they are typed")
struct TypedAnswersTests {
    private func question(_ id: String) throws -> Question {
        try #require(try Project.blueprint().questionnaire[id])
    }

    @Test(
        "are read as people write them",
        arguments: [
            ("people", "1’200", Answer.Value.number(1200)), ("people", " 12 ", .number(12)),
            ("people", "8 GiB", .number(8)), ("people", "7,5", .number(7.5)), ("people", "-5", .text("-5")),
            ("people", "drei", .text("drei")), ("domain", "https://www.Firma.ch/kontakt", .text("firma.ch")),
            ("domain", "info@firma.ch.", .text("firma.ch")), ("catch-all", "no", .yesNo(false)),
            ("catch-all", "vielleicht", .text("vielleicht")),
        ]
    )
    func reads(id: String, typed: String, value: Answer.Value) throws {
        #expect(try question(id).reading(typed: typed) == value)
        #expect(try question(id).reading(typed: value.typed) == value)
        #expect(try question(id).reading(typed: "  ") == nil)
    }

    @Test("keep the cells of a table in the one way that the plans read")
    func cells() throws {
        let typed = [
            ["gb": "7,5"], ["gb": "8 GB"], ["aliases": "a@x.ch, b@x.ch"], ["aliases": "a@x.ch;b@x.ch\n c@x.ch"],
            ["gb": "viel", "name": " Anna "],
        ]
        let kept = [
            ["gb": "7.5"], ["gb": "8"], ["aliases": "a@x.ch b@x.ch"], ["aliases": "a@x.ch b@x.ch c@x.ch"],
            ["gb": "viel", "name": "Anna"],
        ]
        #expect(try question("mailboxes").normalised(.rows(typed)) == .rows(kept))
    }

    @Test("are open with what is missing in a table, and to be mended with what is wrong")
    func half() throws {
        let questionnaire = try Project.blueprint().questionnaire
        for (row, state) in [(["name": "Anna"], Standing.State.open), (["name": "A", "address": "x"], .flawed)] {
            let answers = Answers(version: 1, ["mailboxes": .unknown(soFar: .rows([row]))])
            let line = questionnaire.standing(of: answers).lines.first { $0.id == "mailboxes" }
            #expect(line?.state == state)
        }
    }
}

/// Numbers that are the same in each run.
private struct Dice {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    mutating func text() -> String {
        let pieces = ["", "Keller", "ü", "«", "\"", "\n", "\u{0}", "🏡", "=1+1", "a@b.ch", "\\", "{\"text\":1}"]
        return (0..<below(4)).map { _ in pieces[below(pieces.count)] }.joined()
    }

    mutating func value() -> Answer.Value? {
        switch below(7) {
        case 0: .text(text())
        case 1: .number(Double(below(1_000_000)) / 8)
        case 2: .choice(text())
        case 3: .multi(Set((0..<below(4)).map { _ in text() }))
        case 4: .yesNo(below(2) == 0)
        case 5: .rows((0..<below(3)).map { _ in [text(): text()] })
        default: nil
        }
    }

    mutating func answer() -> Answer {
        let open = below(3) == 0 ? Answer.Open(person: text()) : nil
        return Answer(value(), open: open, origin: below(2) == 0 ? .person : .found, note: text())
    }
}
