import MailCore

extension SheetMaker {
    /// The wanted records of all domains beside what is there.
    public func dns(_ plans: [DNSPlan]) -> Sheet {
        let rows = plans.flatMap { plan in plan.records.map { row($0, of: plan) } }
        let headings = ["domain", "phase", "name", "type", "wanted", "found", "lifetime", "state", "note"]
        let blocks = plans.flatMap { plan -> [Sheet.Block] in
            let cells = plan.records.map { Array(row($0, of: plan).dropFirst()) }
            var blocks: [Sheet.Block] = [.heading(plan.domain)]
            if let problem = plan.problem {
                blocks.append(.text(render(Phrase("problem.\(problem.code.rawValue).what", problem.arguments))))
            }
            blocks += plan.conflicts.map { .text(render($0.phrase)) }
            if !cells.isEmpty {
                blocks.append(.table(Sheet.Table(headings: headings.dropFirst().map(heading), rows: cells)))
            }
            return blocks + plan.steps.map { .text(render($0.phrase)) }
        }
        return sheet(.dns, headings, rows: rows, blocks: blocks)
    }

    private func row(_ record: PlannedRecord, of plan: DNSPlan) -> [String] {
        [
            plan.domain, render(Phrase("dns.phase.\(record.phase.rawValue)")), DNSPlan.shown(record.name),
            record.kind.rawValue,
            record.wanted?.plain ?? "", record.found.map(\.value.plain).joined(separator: "\n"),
            String(record.lifetime), render(Phrase("dns.state.\(record.state.rawValue)")),
            (record.notes + (record.spread?.phrases(record.state) ?? [])).map { DNSPlan.shown(render($0)) }
                .joined(separator: " "),
        ]
    }
}
