import Testing

@testable import Planning

@Suite("Conditions")
struct ConditionTests {
    @Test(
        "read what they say",
        arguments: [
            ("a answered", Condition.answered(.question("a"))),
            ("a unknown", .unknown(.question("a"))),
            ("a is x", .isOneOf(.question("a"), ["x"])),
            ("a is x|y", .isOneOf(.question("a"), ["x", "y"])),
            ("a >= 10", .compare(.question("a"), .atLeast, 10)),
            ("t.c > 1.5", .compare(.column("t", "c"), .more, 1.5)),
            ("row.c is x", .isOneOf(.cell("c"), ["x"])),
            ("not a is x", .not(.isOneOf(.question("a"), ["x"]))),
            (
                "a answered or b answered and c answered",
                .any([.answered(.question("a")), .all([.answered(.question("b")), .answered(.question("c"))])])
            ),
            (
                "(a answered or b answered) and c answered",
                .all([.any([.answered(.question("a")), .answered(.question("b"))]), .answered(.question("c"))])
            ),
        ]
    )
    func read(text: String, expected: Condition) throws { #expect(try Condition(text) == expected) }

    @Test(
        "refuse what is no condition",
        arguments: [
            "", "a", "a is", "a is x|", "a >= x", "a >=", "and a answered", "(a answered", "a answered b", "a.b.c = 1",
            "not", "a answered)",
        ]
    )
    func refuse(text: String) { #expect(throws: Condition.Flaw.self) { try Condition(text) } }

    @Test("name the questions that they look at, each once")
    func questions() throws {
        let condition = try Condition("b > 1 and (a is x or b < 9) and t.c is y and not row.d is z")
        #expect(condition.questions == ["b", "a", "t"])
    }

    @Test(
        "of unknown questions, columns and choices are found",
        arguments: [
            "nobody answered", "people is five", "source is nowhere", "mailboxes.nothing = 1", "source > 3",
            "mailboxes.keep is burn", "row.name is x", "company = 1",
        ]
    )
    func check(text: String) throws {
        let questionnaire = try Project.blueprint().questionnaire
        let known = Dictionary(uniqueKeysWithValues: questionnaire.questions.map { ($0.id, $0) })
        let condition = try Condition(text)
        #expect(throws: Condition.Flaw.self) { try condition.check(known) }
    }

    @Test(
        "hold or not",
        arguments: [
            ("people >= 10", true), ("people > 12", false), ("people = 12", true), ("people < 12", false),
            ("people <= 12", true), ("source is google|microsoft365", true), ("source is google", false),
            ("not source is google", true), ("catch-all is yes", false), ("catch-all is no", true),
            ("office is libreoffice", true), ("office >= 2", true), ("mailboxes = 2", true),
            ("mailboxes.gb > 5", true), ("mailboxes.gb > 50", false), ("mailboxes.aliases >= 2", true),
            ("mailboxes.aliases >= 3", false), ("mailboxes.keep is archive", true), ("decider unknown", true),
            ("decider answered", false), ("company answered", false), ("company unknown", false),
            ("mailboxes.aliases answered", true), ("people > 1 and catch-all is yes", false),
            ("people > 1 or catch-all is yes", true), ("lists = 0", true), ("forwards = 0", false),
        ]
    )
    func hold(text: String, expected: Bool) throws {
        let rows = [
            ["name": "A", "address": "a@x.ch", "gb": "7", "aliases": "b@x.ch c@x.ch"],
            ["name": "B", "address": "d@x.ch", "keep": "archive"],
        ]
        let answers = Answers(
            version: 1,
            [
                "people": Answer(.number(12)), "source": Answer(.choice("microsoft365")),
                "catch-all": Answer(.yesNo(false)), "office": Answer(.multi(["libreoffice", "other"])),
                "mailboxes": Answer(.rows(rows)), "decider": .unknown(person: "Anna"), "lists": Answer(.rows([])),
            ]
        )
        let situation = Situation(answers, to: try Project.blueprint().questionnaire)
        #expect(situation.holds(try Condition(text)) == expected)
    }

    @Test("take no notice of answers to questions that are no longer asked")
    func hidden() throws {
        let questionnaire = try Project.blueprint().questionnaire
        var answers = Answers(version: 1, ["people": Answer(.number(20)), "absence": Answer(.yesNo(true))])
        #expect(Situation(answers, to: questionnaire).holds(try Condition("absence is yes")))
        answers["people"] = Answer(.number(5))
        #expect(!Situation(answers, to: questionnaire).holds(try Condition("absence is yes")))
        #expect(answers["absence"] != nil)
    }
}
