import MailCore

extension Effort {
    init(_ templates: [EffortTemplate], _ factorTemplates: [FactorTemplate], _ outcome: Outcome) {
        var hours = Dictionary(templates.map { ($0.id, $0.basis) }) { first, _ in first }
        var named: [String: [String]] = [:]
        (steps, factors) = ([], [])
        let found = factorTemplates.flatMap { template in
            outcome.occurrences(of: template.trigger, id: template.id).map { (template, $0) }
        }
        // First what makes all of it more or less, then what comes on top.
        for isSum in [false, true] {
            for (template, occurrence) in found {
                let change = template.apply(to: &hours, sums: isSum)
                guard change != Hours(consultant: 0, customer: 0) else { continue }
                for step in template.changes.map(\.step) where named[step]?.contains(occurrence.id) != true {
                    named[step, default: []].append(occurrence.id)
                }
                note(change, template, occurrence)
            }
        }
        steps = templates.map { template in
            Step(
                id: template.id,
                title: Phrase("planning.process.\(template.id).title"),
                about: Phrase("planning.process.\(template.id).about"),
                basis: template.basis,
                hours: (hours[template.id] ?? template.basis).inHalves(of: template.basis),
                factors: named[template.id] ?? []
            )
        }
    }

    private mutating func note(_ change: Hours, _ template: FactorTemplate, _ occurrence: Occurrence) {
        if let index = factors.firstIndex(where: { $0.id == occurrence.id }) {
            factors[index].change.consultant += change.consultant
            factors[index].change.customer += change.customer
        } else {
            let title = occurrence.phrase("planning.factor.\(template.id).title")
            factors.append(Factor(id: occurrence.id, title: title, change: change, reason: occurrence.reason))
        }
    }
}

extension FactorTemplate {
    /// Changes the hours and answers by how much in all.
    fileprivate func apply(to hours: inout [String: Effort.Hours], sums: Bool) -> Effort.Hours {
        var change = Effort.Hours(consultant: 0, customer: 0)
        for part in changes {
            guard let before = hours[part.step] else { continue }
            let after =
                sums
                ? Effort.Hours(
                    consultant: before.consultant + part.plus.consultant,
                    customer: before.customer + part.plus.customer
                )
                : Effort.Hours(consultant: before.consultant * part.times, customer: before.customer * part.times)
            hours[part.step] = after
            change.consultant += after.consultant - before.consultant
            change.customer += after.customer - before.customer
        }
        return change
    }
}

extension Effort.Hours {
    /// In half hours, and at least one of them where there was something to begin with.
    fileprivate func inHalves(of basis: Effort.Hours) -> Effort.Hours {
        func half(_ value: Double, _ basis: Double) -> Double {
            max((value * 2).rounded() / 2, basis > 0 ? 0.5 : 0)
        }
        return Effort.Hours(consultant: half(consultant, basis.consultant), customer: half(customer, basis.customer))
    }
}
