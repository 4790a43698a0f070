import MailCore
import Texts

/// A class of things that will not go as they are; each asks for one choice.
enum FindingClass: String, CaseIterable {
    case atTarget, tooLarge, quota, renamed

    /// Those that the preview shows, in order of weight.
    static func of(_ preview: Preview) -> [FindingClass] {
        allCases.filter { finding in
            switch finding {
            case .atTarget: preview.atTarget > 0
            case .tooLarge: preview.tooLargeCount > 0
            case .quota: !preview.fits
            case .renamed: !preview.renamed.isEmpty
            }
        }
    }

    /// The choices: the first lets the migration start.
    var choices: [String] {
        switch self {
        case .atTarget: ["yes", "no"]
        case .tooLarge: ["skip", "try"]
        case .quota: ["start", "less"]
        case .renamed: ["keep", "change"]
        }
    }

    func isDecided(_ choice: String?) -> Bool { choice.map(choices.contains) ?? false }

    /// The page that a choice leads back to.
    func detour(_ choice: String?) -> Route.WizardPage? {
        switch (self, choice) {
        case (.atTarget, "no"): .target
        case (.quota, "less"), (.renamed, "change"): .options
        default: nil
        }
    }
}

/// A finding as the page shows it.
struct Finding: ViewModel {
    struct Row {
        var name: String
        var about: String
    }

    var title: String
    var what: String
    /// The first ones, which everybody sees.
    var rows: [Row]
    /// What is behind «… and so many more», and those words.
    var others: [Row]
    var more: String?
    /// What is counted but not listed by name.
    var unlisted: String?
    var radio: RadioField

    init(_ finding: FindingClass, _ preview: Preview, chosen: String?, complaint: String?, _ visit: Visit) {
        let key = "check.\(finding.rawValue)"
        let arguments = Finding.arguments(finding, preview)
        title = visit.say("\(key)Title", arguments)
        what = visit.say("\(key)What", arguments)
        let all = Finding.rows(finding, preview, visit)
        // One more line is not worth a fold.
        let shown = all.count > Finding.shown + 1 ? Finding.shown : all.count
        rows = Array(all.prefix(shown))
        others = Array(all.dropFirst(shown))
        let rest = finding == .tooLarge ? max(0, preview.tooLargeCount - all.count) : 0
        more = others.count + rest > 0 ? visit.say("check.more", ["n": String(others.count + rest)]) : nil
        unlisted = rest > 0 ? visit.say("check.more", ["n": String(rest)]) : nil
        radio = RadioField(
            finding.rawValue,
            label: title,
            complaint: complaint,
            choices: finding.choices.map { choice in
                let text = "\(key)\(choice.prefix(1).uppercased())\(choice.dropFirst())"
                let hint = "\(text)Hint"
                let explanation = visit.site.texts.has(hint) ? visit.say(hint, arguments) : nil
                return (choice, visit.say(text, arguments), explanation)
            },
            chosen: chosen
        )
    }

    private static let shown = 8

    private static func arguments(_ finding: FindingClass, _ preview: Preview) -> [String: String] {
        switch finding {
        case .atTarget: ["items": String(preview.atTarget)]
        case .tooLarge:
            ["items": String(preview.tooLargeCount), "limit": String(preview.maxItemBytes ?? 0)]
        case .quota: ["bytes": String(preview.bytes), "free": String(preview.freeBytes ?? 0)]
        case .renamed: ["folders": String(preview.renamed.count)]
        }
    }

    private static func rows(_ finding: FindingClass, _ preview: Preview, _ visit: Visit) -> [Row] {
        switch finding {
        case .quota: []
        case .atTarget:
            preview.folders.filter { $0.atTarget > 0 }.map { folder in
                Row(name: folder.entry.target.description, about: visit.formats.number(folder.atTarget))
            }
        case .renamed:
            preview.renamed.map { Row(name: $0.source.description, about: "→ \($0.target)") }
        case .tooLarge:
            preview.tooLarge.map { item in
                let subject = visit.voice.subject(item.subject)
                let date = item.date.map { visit.formats.date($0.seconds) }
                let about = [item.container.description, date, visit.formats.size(item.size)].compactMap { $0 }
                return Row(name: subject, about: about.joined(separator: ", "))
            }
        }
    }
}
