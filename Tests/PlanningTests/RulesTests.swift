import MailCore
import Testing

@testable import Planning

@Suite("Rules")
struct RulesTests {
    /// Answers in short: a number, yes or no, a choice, choices with commas, rows as `column=cell column=cell / …`.
    static func answers(_ short: [String: String], _ questionnaire: Questionnaire) -> Answers {
        var answers = Answers(version: questionnaire.version)
        for (id, text) in short {
            guard text != "?" else {
                answers[id] = .unknown(person: "Anna")
                continue
            }
            answers[id] = Answer(value(text, questionnaire[id]))
        }
        return answers
    }

    private static func value(_ text: String, _ question: Question?) -> Answer.Value {
        switch question?.form {
        case .number: .number(Double(text) ?? -1)
        case .yesNo: .yesNo(text == "yes")
        case .choice: .choice(text)
        case .multi: .multi(Set(text.split(separator: ",").map(String.init)))
        case .table:
            .rows(
                text.split(separator: "/").map { row in
                    let cells = row.split(separator: " ").map {
                        $0.split(separator: "=", maxSplits: 1).map(String.init)
                    }
                    return Dictionary(cells.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { first, _ in first }
                }
            )
        default: .text(text)
        }
    }

    static let table: [(rule: String, fires: [String: String], not: [String: String])] = [
        ("target-open", ["people": "5"], ["target": "ovh-zimbra"]),
        ("target-open", ["target": "?"], ["target": "own-server"]),
        ("admin-lost", ["admin-access": "nobody"], ["admin-access": "us"]),
        ("dns-lost", ["dns-who": "nobody"], ["dns-who": "agency"]),
        ("approver-open", ["people": "10", "decider": "?"], ["people": "10", "decider": "Anna"]),
        ("approver-open", ["people": "10"], ["people": "9"]),
        ("contract-open", ["people": "5", "contract-end": "?"], ["people": "5", "contract-end": "2027-01-31"]),
        ("contract-open", ["people": "5"], [:]),
        ("no-test-user", ["people": "5"], ["people": "5", "test-user": "Anna"]),
        (
            "calendars", ["calendars": "shared", "target": "ovh-zimbra"],
            ["calendars": "shared", "target": "ovh-mx-plan"]
        ),
        (
            "calendars-mail-only", ["calendars": "shared", "target": "ovh-mx-plan"],
            ["calendars": "shared", "target": "ovh-zimbra"]
        ),
        (
            "phones-apple-mail", ["systems": "iphone", "target": "ovh-email-pro"],
            ["systems": "iphone", "target": "ovh-zimbra"]
        ),
        (
            "phones-apple", ["systems": "iphone", "target": "ovh-zimbra"],
            ["systems": "iphone", "target": "ovh-email-pro"]
        ),
        (
            "sender-mailbox", ["integrations": "name=ERP kind=business way=mailbox"],
            ["integrations": "name=ERP kind=business way=unknown"]
        ),
        ("sender-mailbox", ["integrations": "name=ERP way=mailbox"], ["integrations": "name=ERP kind=business"]),
        ("waves", ["people": "101"], ["people": "100"]),
        ("one-day", ["people": "100"], ["people": "101"]),
        (
            "same-provider", ["source": "infomaniak", "target": "infomaniak-ksuite"],
            ["source": "infomaniak", "target": "ovh-zimbra"]
        ),
        (
            "same-provider", ["source": "ovh-mx-plan", "target": "ovh-zimbra"],
            ["source": "microsoft365", "target": "ovh-zimbra"]
        ),
        ("own-server", ["target": "own-server"], ["target": "ovh-exchange"]),
        ("more-domains", ["other-domains": "domain=b.ch"], [:]),
        ("retention", ["people": "10", "retention": "yes"], ["people": "10", "retention": "no"]),
        (
            "ksuite-standard", ["target": "infomaniak-ksuite", "mailboxes": "name=A aliases=b@x.ch"],
            ["target": "ovh-zimbra", "mailboxes": "name=A"]
        ),
        (
            "quota-mx-plan", ["target": "ovh-mx-plan", "mailboxes": "name=A gb=5.1"],
            ["target": "ovh-mx-plan", "mailboxes": "name=A gb=5"]
        ),
        (
            "quota-email-pro", ["target": "ovh-email-pro", "people": "10", "largest-mailbox": "11"],
            ["target": "ovh-email-pro", "people": "10", "largest-mailbox": "10"]
        ),
        (
            "quota-zimbra", ["target": "ovh-zimbra", "mailboxes": "name=A gb=16"],
            ["target": "ovh-exchange", "mailboxes": "name=A gb=16"]
        ),
        (
            "quota-exchange", ["target": "ovh-exchange", "mailboxes": "name=A gb=51"],
            ["target": "ovh-zimbra", "mailboxes": "name=A gb=51"]
        ),
        ("strong-login", ["source": "google"], ["source": "zimbra"]),
        ("strong-login-microsoft", ["source": "microsoft365"], ["source": "google"]),
        (
            "consent-ews", ["people": "20", "source": "microsoft365", "app-consent": "ews"],
            ["people": "20", "source": "exchange-server", "app-consent": "ews"]
        ),
        (
            "consent-given", ["people": "20", "source": "exchange-server", "app-consent": "ews"],
            ["people": "20", "source": "microsoft365", "app-consent": "ews"]
        ),
        (
            "zimbra-whose", ["source": "zimbra", "target": "ovh-exchange"],
            ["source": "zimbra", "target": "own-server"]
        ),
        (
            "forwards-mx-plan",
            ["people": "3", "source": "ovh-mx-plan", "target": "ovh-zimbra", "forwards": "from=a@x.ch to=b@x.ch"],
            ["people": "3", "source": "ovh-mx-plan", "target": "ovh-zimbra", "forwards": ""]
        ),
        (
            "calendars-zimbra", ["target": "ovh-zimbra", "calendars": "personal"],
            ["target": "ovh-zimbra", "calendars": "none"]
        ),
        (
            "phones-android-account", ["target": "ovh-exchange", "systems": "android"],
            ["target": "infomaniak-ksuite", "systems": "android"]
        ),
        (
            "sender-exchange-new", ["target": "ovh-exchange", "integrations": "name=ERP kind=business way=exchange"],
            ["target": "ovh-zimbra", "integrations": "name=ERP kind=business way=exchange"]
        ),
        // What depends on the product is not claimed as long as that is open.
        ("files-homeless", ["target": "ovh-exchange", "files": "microsoft"], ["files": "microsoft"]),
        ("outlook-stays", ["target": "own-server", "outlook": "must-stay"], ["outlook": "must-stay"]),
        (
            "imap-off", ["people": "20", "source": "google", "imap-enabled": "no"],
            ["people": "20", "source": "google", "imap-enabled": "yes"]
        ),
        (
            "exchange-old", ["source": "exchange-server", "exchange-version": "2010"],
            ["source": "exchange-server", "exchange-version": "2016"]
        ),
        (
            "exchange-old", ["source": "exchange-server", "exchange-version": "2010"],
            ["source": "zimbra", "exchange-version": "2010"]
        ),
        ("gmail-pace", ["source": "google"], ["source": "other"]),
        ("gmail-labels", ["source": "google", "labels": "yes"], ["source": "other", "labels": "yes"]),
        ("large-messages", ["people": "10", "large-messages": "yes"], ["people": "10", "large-messages": "no"]),
        ("leavers-archive", ["mailboxes": "name=A keep=archive"], ["mailboxes": "name=A keep=move"]),
        (
            "pst-password", ["people": "10", "pst-files": "yes", "archives": "place=C password=yes"],
            ["people": "10", "pst-files": "no", "archives": "place=C password=yes"]
        ),
        ("pop", ["source": "ovh-mx-plan", "pop-users": "some"], ["source": "ovh-mx-plan", "pop-users": "none"]),
        ("shared-mailboxes", ["shared-mailboxes": "address=i@x.ch"], ["shared-mailboxes": ""]),
        (
            "send-on-behalf", ["target": "ovh-zimbra", "shared-mailboxes": "address=i@x.ch right=on-behalf"],
            ["target": "ovh-exchange", "shared-mailboxes": "address=i@x.ch right=on-behalf"]
        ),
        (
            "catch-all-ksuite", ["target": "infomaniak-ksuite", "catch-all": "yes"],
            ["target": "ovh-zimbra", "catch-all": "yes"]
        ),
        ("catch-all", ["target": "ovh-zimbra", "catch-all": "yes"], ["target": "ovh-zimbra", "catch-all": "no"]),
        (
            "forwards-mx-plan",
            ["people": "10", "source": "ovh-mx-plan", "target": "ovh-zimbra", "forwards": "from=a@x.ch to=b@y.ch"],
            [
                "people": "10", "source": "ovh-mx-plan", "target": "infomaniak-ksuite",
                "forwards": "from=a@x.ch to=b@y.ch",
            ]
        ),
        (
            "calendars-mail-only", ["target": "ovh-mx-plan", "calendars": "shared"],
            ["target": "ovh-exchange", "calendars": "shared"]
        ),
        (
            "files-kdrive", ["target": "infomaniak-ksuite", "files": "microsoft"],
            ["target": "ovh-zimbra", "files": "microsoft"]
        ),
        (
            "files-homeless", ["target": "ovh-zimbra", "files": "microsoft"],
            ["target": "ovh-zimbra", "files": "local"]
        ),
        (
            "outlook-stays", ["target": "ovh-zimbra", "outlook": "must-stay"],
            ["target": "ovh-exchange", "outlook": "must-stay"]
        ),
        (
            "outlook-exchange", ["target": "ovh-exchange", "outlook": "must-stay"],
            ["target": "ovh-exchange", "outlook": "none"]
        ),
        ("telephony-teams", ["telephony": "teams"], ["telephony": "own"]),
        (
            "sign-in-elsewhere", ["source": "google", "sign-in-elsewhere": "yes"],
            ["source": "other", "sign-in-elsewhere": "yes"]
        ),
        (
            "sender-exchange", ["target": "ovh-zimbra", "integrations": "name=ERP kind=business way=exchange"],
            ["integrations": "name=ERP kind=business way=exchange"]
        ),
        (
            "sender-unclear", ["integrations": "name=ERP kind=business"],
            ["integrations": "name=Tickets kind=pickup"]
        ),
        (
            "sender-service", ["integrations": "name=Shop kind=shop way=service"],
            ["integrations": "name=Shop kind=shop way=mailbox"]
        ),
        ("pickup", ["integrations": "name=Tickets kind=pickup"], ["integrations": "name=Tickets kind=alarm"]),
    ]

    @Test("decide as the table says", arguments: 0..<table.count)
    func decisions(index: Int) throws {
        let blueprint = try Project.blueprint()
        let row = RulesTests.table[index]
        func fired(_ short: [String: String]) -> Bool {
            let plan = blueprint.plan(for: RulesTests.answers(short, blueprint.questionnaire))
            return plan.architecture.decisions.contains { $0.reason.rules == [row.rule] }
        }
        #expect(fired(row.fires), "\(row.rule) with \(row.fires)")
        #expect(!fired(row.not), "\(row.rule) with \(row.not)")
    }

    @Test("name the answers behind a decision, and the row that it is about")
    func reasons() throws {
        let blueprint = try Project.blueprint()
        let answers = RulesTests.answers(
            ["target": "ovh-zimbra", "outlook": "must-stay", "integrations": "name=ERP kind=business way=exchange"],
            blueprint.questionnaire
        )
        let decisions = blueprint.plan(for: answers).architecture.decisions
        #expect(decisions.first?.kind == .blocker)
        let outlook = try #require(decisions.first { $0.id == "outlook-stays" })
        #expect(outlook.reason == Reason(rules: ["outlook-stays"], answers: ["outlook", "target"], row: nil))
        let sender = try #require(decisions.first { $0.id == "sender-exchange/ERP" })
        #expect(sender.reason.row == "ERP" && sender.reason.answers == ["target", "integrations"])
        #expect(sender.title.arguments["row-name"] == "ERP")
    }

    @Test("tell apart rows of the same name")
    func twins() throws {
        let blueprint = try Project.blueprint()
        let rows = "name=Scanner kind=scanner way=mailbox/name=Scanner kind=scanner way=mailbox"
        let plan = blueprint.plan(for: RulesTests.answers(["integrations": rows], blueprint.questionnaire))
        #expect(plan.runbook.sections == ["Scanner", "Scanner#2"])
        #expect(Set(plan.runbook.steps.map(\.id)).count == plan.runbook.steps.count)
        #expect(Set(plan.tests.cases.map(\.id)).count == plan.tests.cases.count)
    }
}
