import Planning
import Store
import Texts

/// The hours of one step to both sides of a spine: outlined what is planned, filled what is spent, thin what is over.
struct HoursPicture: ViewModel {
    struct Bar {
        var x: String
        var y: String
        var width: String
        var height: String
        var look: String
    }

    struct Text {
        var x: String
        var anchor: String
        var text: String
        var look: String
    }

    /// How many units of the picture an hour has, so that the longest bars and their words find room.
    struct Scale {
        static let spine = 188.0
        static let gap = 16.0
        /// From the spine's gap to the words at the ends.
        private static let (left, right) = (110.0, 210.0)

        var unit: Double

        init(_ effort: Effort, _ facts: ProcessFacts) {
            var unit = 12.8
            for step in effort.steps {
                let spent = (
                    Double(facts.minutes(step.id, .consultant)) / 60, Double(facts.minutes(step.id, .customer)) / 60
                )
                unit = min(unit, Scale.left / max(step.hours.consultant, spent.0, 0.1))
                unit = min(unit, Scale.right / max(step.hours.customer, spent.1, 0.1))
            }
            self.unit = unit
        }
    }

    var bars: [Bar] = []
    var words: [Text] = []
    var number: String
    var isDone: Bool

    init(
        _ step: Effort.Step,
        number: Int,
        isDone: Bool,
        _ scale: Scale,
        _ facts: ProcessFacts,
        _ formats: Formats
    ) {
        self.number = String(number)
        self.isDone = isDone
        let sides: [(Booking.Party, Double, Double)] = [
            (.consultant, step.basis.consultant, step.hours.consultant),
            (.customer, step.basis.customer, step.hours.customer),
        ]
        for (party, basis, planned) in sides {
            let spent = Double(facts.minutes(step.id, party)) / 60
            guard basis > 0 || planned > 0 || spent > 0 else { continue }
            side(party, planned: planned, spent: spent, scale.unit, formats)
        }
    }

    private mutating func side(
        _ party: Booking.Party,
        planned: Double,
        spent: Double,
        _ unit: Double,
        _ formats: Formats
    ) {
        let isLeft = party == .consultant
        let start = isLeft ? Scale.spine - Scale.gap : Scale.spine + Scale.gap
        func bar(from: Double, to: Double, _ y: Int, _ height: Int, _ look: String) {
            let (near, far) = (from * unit, to * unit)
            let x = isLeft ? start - far : start + near
            bars.append(
                Bar(
                    x: HoursPicture.point(x),
                    y: String(y),
                    width: HoursPicture.point(far - near),
                    height: String(height),
                    look: look
                )
            )
        }
        bar(from: 0, to: planned, 21, 14, "f-paper")
        if spent > 0 { bar(from: 0, to: min(spent, planned), 21, 14, "f-accent") }
        bar(from: 0, to: planned, 21, 14, "l-ink")
        if spent > planned { bar(from: planned, to: spent, 25, 6, "f-accent") }
        let end = max(planned, spent) * unit + 8
        let text =
            spent > 0 ? "\(formats.decimal(spent)) / \(formats.decimal(planned)) h" : "\(formats.decimal(planned)) h"
        words.append(
            Text(
                x: HoursPicture.point(isLeft ? start - end : start + end),
                anchor: isLeft ? "end" : "start",
                text: text,
                look: spent > 0 ? "t-small" : "t-small t-quiet"
            )
        )
    }

    /// A coordinate with one decimal.
    private static func point(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
