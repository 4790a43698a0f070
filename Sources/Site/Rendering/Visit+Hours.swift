import Texts

extension Visit {
    /// Minutes as people say them: 45 min, 1 h 30 min.
    func hours(_ minutes: Int) -> String {
        let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
        if hours == 0 { return say("plans.minutes", ["n": String(rest)]) }
        return say("plans.hours", ["h": String(hours), "n": rest == 0 ? nil : String(rest)])
    }

    /// Minutes as hours with a fraction.
    func decimalHours(_ minutes: Int) -> String { formats.decimal((Double(minutes) / 6).rounded() / 10) }
}
