import MailCore
import Texts

/// The throughput as a picture: the lines stretch, the labels are HTML and do not; the caption says it in words.
struct Chart: ViewModel {
    struct Rest {
        var x: Int
        var width: Int
    }

    var area: String
    var line: String
    var pauses: [Rest]
    var yLabels: [String]
    var xLabels: [String]
    var caption: String

    private static let width = 1000
    private static let height = 200
    private static let points = 60

    /// Seconds that a line has to cover.
    private static let shortest: Int64 = 4

    /// The chart of a pace; nil where too little is known for a line.
    init?(_ pace: Pace, isRunning: Bool, now: Int64, _ voice: Voice) {
        guard let first = pace.spans.first, let last = pace.spans.last, last.end - first.start >= Chart.shortest
        else { return nil }
        let end = Swift.max(last.end, pace.pauses.last?.upperBound ?? 0)
        let scale = Scale(start: first.start, end: end, top: Chart.top(pace))
        let spans = Chart.thinned(pace)
        let points = [scale.point(spans[0], at: first.start)] + spans.map { scale.point($0, at: $0.end) }
        line = "M" + points.joined(separator: "L")
        let (left, right) = (scale.x(first.start), scale.x(last.end))
        area = "M\(left) \(Chart.height)L" + points.joined(separator: "L") + "L\(right) \(Chart.height)z"
        pauses = pace.pauses.map { pause in
            Rest(
                x: scale.x(pause.lowerBound),
                width: Swift.max(scale.x(pause.upperBound) - scale.x(pause.lowerBound), 2)
            )
        }
        yLabels = (0...4).reversed().map { voice.formats.number(Int(scale.top) * $0 / 4) }
        let isShort = end - first.start < 300
        xLabels = (0...4).map { step in
            let time = first.start + (end - first.start) * Int64(step) / 4
            return isShort ? voice.formats.exactTime(time) : voice.formats.time(time)
        }
        caption = Chart.caption(pace, isRunning: isRunning, voice)
    }

    private static func caption(_ pace: Pace, isRunning: Bool, _ voice: Voice) -> String {
        let rate = Int((pace.recent ?? 0).rounded())
        let key = rate == 0 ? "live.chartIdle" : isRunning ? "live.chartCaption" : "live.chartMean"
        let first = voice.count(key, ["rate": Chart.rounded(rate)])
        return pace.pauses.isEmpty ? first : "\(first) \(voice.say("live.chartPauses"))"
    }

    /// Two digits are enough for «rund».
    private static func rounded(_ rate: Int) -> Int {
        var unit = 1
        while rate / unit >= 100 { unit *= 10 }
        return (rate + unit / 2) / unit * unit
    }

    /// The top of the scale: four equal steps of a round number.
    private static func top(_ pace: Pace) -> Double {
        let most = Swift.max(pace.spans.map(\.perMinute).max() ?? 0, 4)
        var unit = 1.0
        while unit * 40 < most { unit *= 10 }
        for step in [1.0, 2, 2.5, 5, 10] where step * unit * 4 >= most && (step * unit).rounded() == step * unit {
            return step * unit * 4
        }
        return unit * 40
    }

    /// At most ``points`` spans, each the mean of several.
    private static func thinned(_ pace: Pace) -> [Pace.Span] {
        let size = Swift.max(1, (pace.spans.count + points - 1) / points)
        return stride(from: 0, to: pace.spans.count, by: size).compactMap { index in
            let group = pace.spans[index..<Swift.min(index + size, pace.spans.count)]
            guard let first = group.first, let last = group.last else { return nil }
            return Pace.Span(start: first.start, end: last.end, items: group.reduce(0) { $0 + $1.items })
        }
    }

    private struct Scale {
        var start: Int64
        var end: Int64
        var top: Double

        func x(_ time: Int64) -> Int {
            end > start ? Int(time - start) * Chart.width / Int(end - start) : 0
        }

        func point(_ span: Pace.Span, at time: Int64) -> String {
            "\(x(time)) \(Chart.height - Int(Swift.min(span.perMinute / top, 1) * Double(Chart.height)))"
        }
    }
}
