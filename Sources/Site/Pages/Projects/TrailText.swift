import MailCore
import Planning
import Store
import Texts

/// What happened in a project, in words: the event, and what or whom it was about.
struct TrailText {
    private let desk: ProjectDesk
    private let visit: Visit
    private let steps: [String: String]

    init(_ desk: ProjectDesk, _ visit: Visit) {
        (self.desk, self.visit) = (desk, visit)
        steps = Dictionary(desk.plan.effort.steps.map { ($0.id, visit.say($0.title)) }) { first, _ in first }
    }

    func what(_ line: ProjectAuditLine) -> String {
        let key = "projects.event.\(line.event)"
        let event = visit.voice.has(key) ? visit.say(key) : line.event
        let about = about(line).filter { !$0.isEmpty }
        guard !about.isEmpty else { return event }
        return visit.say("projects.event.about", ["what": event, "about": about.joined(separator: ", ")])
    }

    private func about(_ line: ProjectAuditLine) -> [String] {
        let detail = line.detail
        var words: [String] = []
        func add(_ name: String, _ word: (String) -> String?) {
            if let text = detail[name].flatMap(word) { words.append(text) }
        }
        add("question", question)
        add("questions") { $0.split(separator: " ").map { question(String($0)) }.joined(separator: ", ") }
        add("name") { $0 }
        add("consultancy") { $0 }
        add("role") { Member.Role(rawValue: $0).map { visit.say("projects.role.\($0.rawValue)") } }
        add("step") { steps[$0] ?? $0 }
        if line.event == "reviewed" { add("state") { known("projects.mark.\($0)") } }
        if line.event == "step" { add("state") { known("projects.step.\($0)") } }
        add("party") { known("projects.side.\($0)") }
        add("minutes") { Double($0).map { "\(visit.formats.decimal($0 / 60)) h" } }
        add("day") { Int($0).map { visit.formats.shortDate(Int64($0) * 86_400 + 43_200) } }
        add("item") { item($0, of: detail["list"] ?? "") }
        if ["submitted", "signed-off"].contains(line.event) {
            add("number") { visit.say("projects.event.version", ["n": $0]) }
        }
        return words
    }

    private func known(_ key: String) -> String? { visit.voice.has(key) ? visit.say(key) : nil }

    private func question(_ id: String) -> String { desk.questionnaire[id].map { visit.say($0.title) } ?? id }

    /// What was ticked off: the step by its title, the account by its name.
    private func item(_ name: String, of list: String) -> String {
        if list == TickItem.List.runbook.rawValue {
            return desk.plan.runbook.steps.first { $0.id == name }.map { visit.say($0.title) } ?? name
        }
        let account = desk.plan.accounts.items.first { $0.id == name }
        return account.map { $0.address.isEmpty ? $0.name : $0.address } ?? name
    }
}
