import MailCore

extension SheetMaker {
    /// Today and tomorrow, and every decision with what is behind it.
    public func architecture(_ plan: Plan, questionnaire: Questionnaire) -> Sheet {
        let (lines, decisions) = (plan.architecture.lines, plan.architecture.decisions)
        let pairs = lines.map { line in
            [
                render(line.area.title), text(line.today), text(line.tomorrow), render(line.way.title),
                text(line.extent),
            ]
        }
        let decided = decisions.map { decision in
            [
                render(decision.area.title), render(decision.kind.title), render(decision.title),
                render(decision.why), text(decision.next), sources(decision.reason, questionnaire),
                decision.setAside ?? "",
            ]
        }
        let headings = ["area", "kind", "title", "why", "next", "answers", "set-aside"]
        let rows = zip(lines, pairs).map { line, cells in
            [cells[0], cells[3], "\(cells[1]) → \(cells[2])", cells[4], "", sources(line.reason, questionnaire), ""]
        }
        return sheet(
            .architecture,
            headings,
            rows: rows + decided,
            blocks: [
                .heading(heading("today-tomorrow")),
                .table(
                    Sheet.Table(
                        headings: ["area", "today", "tomorrow", "way", "extent"].map(heading),
                        rows: pairs
                    )
                ),
                .heading(heading("decisions")),
                .table(Sheet.Table(headings: headings.map(heading), rows: decided)),
            ]
        )
    }

    /// The titles of the questions whose answers decided it, with the row where there is one.
    private func sources(_ reason: Reason, _ questionnaire: Questionnaire) -> String {
        let titles = reason.answers.compactMap { questionnaire[$0].map { render($0.title) } }
        return (titles + (reason.row.map { [$0] } ?? [])).joined(separator: " / ")
    }

    /// What has to be set up at the new provider; `done` by the item's ID.
    public func accounts(_ plan: Plan, done: [String: Done] = [:]) -> Sheet {
        let rows = plan.accounts.items.map { item in
            [
                render(item.kind.title), item.name, item.address, item.owner, item.members.joined(separator: ", "),
                item.gigabytes.map(plain) ?? "", done[item.id].map { "\($0.person), \(day($0.instant))" } ?? "",
            ]
        }
        return sheet(.accounts, ["kind", "name", "address", "owner", "members", "size", "done"], rows: rows)
    }

    /// What is tried out.
    public func tests(_ plan: Plan) -> Sheet {
        let rows = plan.tests.numbered.map { number, item in
            [
                number, render(item.area.title), render(item.title), render(item.steps), render(item.expected),
                render(item.tester.title), render(item.testable.title), text(item.limit), "",
            ]
        }
        let headings = ["number", "area", "case", "steps", "expected", "tester", "testable", "limit", "result"]
        return sheet(.tests, headings, rows: rows)
    }

    /// What is done, in order; `done` by the step's ID.
    public func runbook(_ plan: Plan, done: [String: Done] = [:]) -> Sheet {
        let steps = plan.runbook.numbered
        let titles = Dictionary(steps.map { ($0.step.id, $0.number) }) { first, _ in first }
        let rows = steps.map { number, step in
            [
                number, render(step.phase.title), step.section ?? "", render(step.title), render(step.actor.title),
                String(step.minutes), done[step.id]?.minutes.map(String.init) ?? "", render(step.check),
                render(step.back), step.waitsFor.compactMap { titles[$0] }.joined(separator: ", "),
                done[step.id].map { "\($0.person), \(day($0.instant))" } ?? "",
            ]
        }
        let headings = [
            "number", "phase", "section", "step", "actor", "minutes", "measured", "check", "back", "waits-for",
            "done",
        ]
        return sheet(.runbook, headings, rows: rows, blocks: parts(rows, headings))
    }

    /// The runbook part by part, then each integration.
    private func parts(_ rows: [[String]], _ headings: [String]) -> [Sheet.Block] {
        let shown = [0, 3, 4, 5, 6, 7, 8, 9, 10]
        var order: [String] = []
        var groups: [String: [[String]]] = [:]
        for row in rows {
            let name = row[2].isEmpty ? row[1] : row[2]
            if groups[name] == nil { order.append(name) }
            groups[name, default: []].append(shown.map { row[$0] })
        }
        return order.flatMap { name -> [Sheet.Block] in
            let table = Sheet.Table(headings: shown.map { heading(headings[$0]) }, rows: groups[name] ?? [])
            return [.heading(name), .table(table)]
        }
    }

    /// The messages to people.
    public func messages(_ plan: Plan) -> Sheet {
        let rows = plan.runbook.messages.map { message in
            [render(message.audience), render(message.moment), render(message.subject), render(message.body)]
        }
        let blocks = rows.flatMap { row -> [Sheet.Block] in
            [.heading(row[2]), .text("\(row[0]), \(row[1])"), .verbatim(row[3])]
        }
        return sheet(.messages, ["audience", "moment-of", "subject", "body"], rows: rows, blocks: blocks)
    }

    private func text(_ phrase: Phrase?) -> String { phrase.map(render) ?? "" }
}

extension Runbook {
    /// The steps with the numbers that people call them by: the general part first, then each integration.
    public var numbered: [(number: String, step: Step)] {
        var numbered: [(number: String, step: Step)] = []
        for (index, phase) in Phase.allCases.filter({ !steps($0).isEmpty }).enumerated() {
            for (place, step) in steps(phase).enumerated() { numbered.append(("\(index + 1).\(place + 1)", step)) }
        }
        for (index, section) in sections.enumerated() {
            for (place, step) in steps(section: section).enumerated() {
                numbered.append(("I\(index + 1).\(place + 1)", step))
            }
        }
        return numbered
    }
}

extension TestPlan {
    /// The cases with the numbers that people call them by: `T13.2` is the second row of the thirteenth.
    public var numbered: [(number: String, item: Case)] {
        var rows: [String: Int] = [:]
        var own = 0
        return cases.map { item in
            if PlanEdits.isOwn(item.id) {
                own += 1
                return ("E\(own)", item)
            }
            guard item.reason.row != nil else { return (item.id, item) }
            let name = String(item.id.prefix { $0 != "/" })
            rows[name, default: 0] += 1
            return ("\(name).\(rows[name, default: 1])", item)
        }
    }
}
