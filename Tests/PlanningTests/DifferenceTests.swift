import MailCore
import Testing

@testable import Planning

@Suite("What an answer changes")
struct DifferenceTests {
    private func difference(_ id: String, _ value: Answer.Value) throws -> Difference {
        let blueprint = try Project.blueprint()
        let before = try Project.answers("5-people-microsoft-365-to-infomaniak")
        var after = before
        after[id] = Answer(value)
        return Difference(from: blueprint.plan(for: before), to: blueprint.plan(for: after))
    }

    @Test("is nothing where the answer stays the same")
    func same() throws {
        let difference = try difference("people", .number(5))
        #expect(difference.isEmpty && difference.before == difference.after)
    }

    @Test("is seen in architecture, tests, runbook and hours")
    func outlook() throws {
        let difference = try difference("outlook", .choice("must-stay"))
        #expect(
            difference.decisions.contains {
                if case .added(let item) = $0 { item.id == "outlook-stays" } else { false }
            }
        )
        #expect(
            difference.decisions.contains {
                if case .removed(let item) = $0 { item.id == "outlook-replaced" } else { false }
            }
        )
        #expect(difference.lines.contains { if case .changed(_, let to) = $0 { to.area == .devices } else { false } })
        #expect(difference.tests.contains { if case .added(let item) = $0 { item.id == "T25a" } else { false } })
        #expect(
            difference.steps.contains { if case .added(let item) = $0 { item.id == "outlook-profile" } else { false } }
        )
        #expect(difference.after.consultant > difference.before.consultant)
        #expect(difference.hours.contains { if case .changed(_, let to) = $0 { to.id == "support" } else { false } })
        #expect(difference.accounts.isEmpty)
    }

    @Test("of a removed integration takes its section, its test and its hours away")
    func integration() throws {
        let difference = try difference("integrations", .rows([]))
        #expect(difference.steps.count == 2)
        #expect(difference.steps.allSatisfy { if case .removed(let item) = $0 { item.section != nil } else { false } })
        #expect(difference.tests.count == 1)
        #expect(difference.after.total < difference.before.total)
    }

    @Test("of a new mailbox is an account")
    func mailbox() throws {
        let row = ["name": "Neu", "address": "neu@keller-architektur.example"]
        let difference = try difference("mailboxes", .rows([row]))
        #expect(difference.accounts.contains { if case .added(let item) = $0 { item.name == "Neu" } else { false } })
    }
}

@Suite("Accounts and products")
struct AccountPlanTests {
    @Test("tell of addresses that are there twice or of a domain that stays")
    func findings() throws {
        let blueprint = try Project.blueprint()
        let answers = RulesTests.answers(
            [
                "domain": "x.ch", "shared-mailboxes": "address=a@x.ch",
                "mailboxes": "name=A address=a@x.ch aliases=b@y.ch/name=C address=c@x.ch keep=delete",
            ],
            blueprint.questionnaire
        )
        let accounts = blueprint.plan(for: answers).accounts
        #expect(accounts.items.map(\.kind) == [.account, .alias, .shared])
        #expect(accounts.findings.map(\.phrase.key).sorted() == ["planning.finding.foreign", "planning.finding.twice"])
        #expect(Set(accounts.items.map(\.id)).count == accounts.items.count)
    }

    @Test("are a CSV file without formulas")
    func csv() throws {
        let blueprint = try Project.blueprint()
        let answers = RulesTests.answers(["mailboxes": "name==1+1 address=a@x.ch gb=2.5"], blueprint.questionnaire)
        let csv = blueprint.plan(for: answers).accounts.csv { $0.key }
        #expect(csv.contains("'=1+1,a@x.ch,,,2.5,"))
    }
}
