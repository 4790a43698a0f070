import MailCore
import Testing

@testable import Planning

@Suite("A firm of five people")
struct SmallFirmTests {
    static let sources = [
        "microsoft365", "google", "exchange-server", "ovh-mx-plan", "ovh-email-pro", "ovh-exchange", "zimbra",
        "infomaniak", "other",
    ]

    @Test("sees at most 25 questions, wherever it comes from and whatever it answers", arguments: sources)
    func count(source: String) throws {
        let questionnaire = try Project.blueprint().questionnaire
        #expect(questionnaire["source"]?.choice(source) != nil)
        // Every yes, every choice that is there, and a row in every table: nothing can show more.
        var answers = Answers(version: 1, ["people": Answer(.number(5)), "source": Answer(.choice(source))])
        for _ in 0..<3 {
            for question in questionnaire.visible(after: answers) where answers[question.id] == nil {
                answers[question.id] = question.fullest
            }
        }
        let shown = questionnaire.visible(after: answers)
        #expect(shown.count <= 25, "\(source): \(shown.map(\.id))")
        #expect(shown.allSatisfy { $0.knower == .customer || $0.id == "exchange-version" })
    }

    @Test("is planned for the names that its records have, however they are typed")
    func umlauts() throws {
        let mailboxes: [[String: String]] = [["address": "anna@müller.ch"], ["address": "b@andere.ch"]]
        let answers = Answers(
            version: 1,
            [
                "domain": Answer(.text("Müller.ch")), "other-domains": Answer(.rows([["domain": "xn--mller-kva.ch."]])),
                "mailboxes": Answer(.rows(mailboxes)),
            ]
        )
        let plan = try Project.blueprint().plan(for: answers)
        #expect(plan.domains == ["xn--mller-kva.ch"])
        #expect(plan.accounts.findings.map(\.phrase.arguments["address"]) == ["b@andere.ch"])
    }
}

extension Question {
    /// The answer after which most is asked.
    fileprivate var fullest: Answer {
        switch form {
        case .text, .email, .date, .domain: Answer(.text("x"))
        case .number: Answer(.number(limits.upperBound))
        case .choice: Answer(.choice(choices.last { $0.id != "none" }?.id ?? ""))
        case .multi: Answer(.multi(Set(choices.map(\.id))))
        case .yesNo: Answer(.yesNo(true))
        case .table:
            Answer(
                .rows(
                    [Dictionary(columns.map { ($0.id, $0.choices.first?.id ?? "x") }) { first, _ in first }]
                        + columns.flatMap { column in column.choices.map { [column.id: $0.id] } }
                )
            )
        }
    }
}
