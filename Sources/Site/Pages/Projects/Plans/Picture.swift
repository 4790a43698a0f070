import MailCore
import Planning

/// The picture of today and tomorrow: a row for each line of the architecture, its texts broken to fit their boxes.
struct Picture: ViewModel {
    struct Words {
        var text: String
        var y: String
    }

    struct Row {
        var area: String
        var baseline: String
        var top: String
        var height: String
        var today: [Words]
        var tomorrow: [Words]
        var extent: String
        var extentY: String
        /// The lines and shapes between the boxes and the right box, of numbers and class names alone.
        var shapes: String
        var onAccent: String
    }

    var height: String
    var rows: [Row]

    /// What fits into a box and above an arrow, in characters of the fonts' usual width.
    private static let (box, above) = (30, 40)
    private static let (left, right, width) = (120, 620, 240)

    init(_ lines: [Architecture.Line], _ voice: Voice) {
        var (rows, y, former): ([Row], Int, Architecture.Area?) = ([], 58, nil)
        for line in lines where line.today != nil || line.tomorrow != nil {
            let row = Row(line, y, isFirst: line.area != former, voice)
            former = line.area
            y += (Int(row.height) ?? 0) + 10
            rows.append(row)
        }
        self.rows = rows
        height = String(y)
    }

    /// The text in at most two lines; the rest is in the table.
    static func broken(_ text: String, at width: Int = box) -> [String] {
        var lines: [String] = [""]
        for word in text.split(separator: " ").map(String.init) {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = word
            } else if line.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(line) \(word)"
            } else {
                lines.append(word)
            }
        }
        let shown = lines.prefix(2).map { $0.count > width ? "\($0.prefix(width - 1))…" : $0 }
        guard lines.count > 2, let last = shown.last else { return shown }
        return [shown[0], "\(last.prefix(width - 1))…"]
    }
}

extension Picture.Row {
    fileprivate init(_ line: Architecture.Line, _ y: Int, isFirst: Bool, _ voice: Voice) {
        let now = Picture.broken(line.today.map { voice.say($0) } ?? "–")
        let then = Picture.broken(line.tomorrow.map { voice.say($0) } ?? voice.say("plans.architecture.open"))
        let height = max(now.count, then.count) > 1 ? 58 : 40
        let middle = y + height / 2
        area = isFirst ? voice.say(line.area.title) : ""
        baseline = String(middle + 5)
        top = String(y)
        self.height = String(height)
        today = Self.words(now, middle)
        tomorrow = Self.words(then, middle)
        extent = line.extent.map { Picture.broken(voice.say($0), at: 40)[0] } ?? ""
        extentY = String(middle - 8)
        let isSolid = line.tomorrow != nil && line.way != .unchanged && line.way != .blocked
        onAccent = isSolid ? "t-on" : ""
        shapes = Self.arrow(line.way, middle) + Self.box(line, isSolid, y, height)
    }

    private static func words(_ lines: [String], _ middle: Int) -> [Picture.Words] {
        let first = middle + 5 - (lines.count - 1) * 9
        return lines.enumerated().map { Picture.Words(text: $1, y: String(first + $0 * 18)) }
    }

    private static func arrow(_ way: Architecture.Way, _ y: Int) -> String {
        let head = "<path class=\"l-accent\" d=\"M611 \(y - 5)l7 5-7 5\"/>"
        return switch way {
        case .copied: "<path class=\"l-accent\" d=\"M360 \(y)h258\"/>\(head)"
        case .byHand: "<path class=\"l-accent l-hand\" d=\"M360 \(y)h258\"/>\(head)"
        case .unchanged: "<path class=\"l-quiet\" d=\"M360 \(y)h258\"/>"
        case .blocked:
            "<path class=\"l-bad\" d=\"M360 \(y)h112M620 \(y)h-112\"/>"
                + "<path class=\"l-bad\" d=\"M481 \(y - 9)l18 18m0-18l-18 18\"/>"
        }
    }

    private static func box(_ line: Architecture.Line, _ isSolid: Bool, _ y: Int, _ height: Int) -> String {
        let name =
            isSolid
            ? "f-accent" : line.way == .blocked ? "l-bad l-hand" : line.way == .unchanged ? "l-ink" : "l-ink l-hand"
        return "<rect class=\"\(name)\" x=\"620\" y=\"\(y)\" width=\"240\" height=\"\(height)\"/>"
    }
}
