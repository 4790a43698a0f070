import MailCore
import Planning
import Texts

/// A labelled field for more than a line.
struct AreaField: ViewModel {
    var id: String
    var label: String
    var isLabelHidden = false
    var hint: String?
    var complaint: String?
    var describedBy: String?
    var rows: Int
    var text: String

    init(_ id: String, label: String, hint: String? = nil, text: String = "", rows: Int = 3) {
        self.id = id
        self.label = label
        self.hint = hint
        self.text = text
        self.rows = rows
        describedBy = hint.map { _ in "\(id)-hint" }
    }

    /// The field with what is wrong with it.
    func with(_ complaints: Complaints) -> AreaField {
        var copy = self
        copy.complaint = complaints[id]
        let ids = (hint == nil ? [] : ["\(id)-hint"]) + (copy.complaint == nil ? [] : ["\(id)-error"])
        copy.describedBy = ids.isEmpty ? nil : ids.joined(separator: " ")
        return copy
    }
}

/// A question with several answers of few.
struct ChecksField: ViewModel {
    struct Choice {
        var choiceID: String
        var choice: String
        var text: String
        var isChosen: Bool
    }

    var label: String
    var complaint: String?
    var id: String
    var name: String
    var choices: [Choice]
}

/// A table to be filled in.
struct TableField: ViewModel {
    struct Heading {
        var title: String
        var look: String?
    }

    struct Option {
        var choice: String
        var text: String
        var isChosen: Bool
    }

    struct Cell {
        var id: String
        var title: String
        var label: String
        var name: String
        var cell: String
        var options: [Option]
        var isSelect: Bool
        var inputMode: String?
        var complaint: String?
    }

    struct Row {
        var number: String
        var index: String
        var remove: String
        var isThere: Bool
        var cells: [Cell]
    }

    struct Page {
        var href: String
        var label: String
        var isCurrent: Bool
    }

    var headings: [Heading]
    var rows: [Row]
    var count: String
    var first: String
    var pages: [Page]
    var hasPages: Bool
}

extension TableField {
    /// The rows of a form, and some empty ones.
    init(_ form: AnswerForm, total: Int, href: String, complaints: Complaints, _ visit: Visit) {
        let columns = form.question.columns
        let room = AnswerForm.rowsPerForm - form.rows.count
        let shown = form.rows + Array(repeating: [:], count: max(0, min(AnswerForm.spare, room)))
        headings = columns.map { column in
            let look: String? =
                switch column.form {
                case .email, .emails: "broad"
                case .number, .yesNo: "slim"
                case .text, .choice, .domain: nil
                }
            return Heading(title: visit.say(column.title), look: look)
        }
        rows = shown.enumerated().map { index, row in
            let number = String(form.first + index + 1)
            return Row(
                number: number,
                index: String(index),
                remove: visit.say("projects.table.remove", ["n": number]),
                isThere: index < form.rows.count,
                cells: columns.map { Cell($0, row[$0.id] ?? "", at: index, number, complaints, visit) }
            )
        }
        count = String(shown.count)
        first = String(form.first)
        let starts = stride(from: 0, to: max(total, 1), by: AnswerForm.rowsPerPage)
        pages = starts.map { start in
            let end = min(start + AnswerForm.rowsPerPage, total)
            return Page(href: "\(href)?from=\(start)", label: "\(start + 1)–\(end)", isCurrent: start == form.first)
        }
        hasPages = total > AnswerForm.rowsPerPage
    }
}

extension TableField.Cell {
    fileprivate init(
        _ column: Column,
        _ text: String,
        at index: Int,
        _ number: String,
        _ complaints: Complaints,
        _ visit: Visit
    ) {
        id = "c\(index)-\(column.id)"
        name = id
        cell = text
        title = visit.say(column.title)
        label = visit.say("projects.table.cell", ["column": title, "n": number])
        complaint = complaints[id]
        var choices: [(String, String)] = []
        switch column.form {
        case .choice: choices = column.choices.map { ($0.id, visit.say($0.label)) }
        case .yesNo: choices = [("yes", visit.say("projects.yes")), ("no", visit.say("projects.no"))]
        case .text, .number, .email, .emails, .domain: break
        }
        isSelect = !choices.isEmpty
        if isSelect, !text.isEmpty, !choices.contains(where: { $0.0 == text }) { choices.append((text, text)) }
        options = ([("", "–")] + choices).map { .init(choice: $0.0, text: $0.1, isChosen: $0.0 == text) }
        inputMode =
            switch column.form {
            case .number: "decimal"
            case .email: "email"
            case .text, .choice, .yesNo, .emails, .domain: nil
            }
        inputMode = isSelect ? nil : inputMode
    }
}

extension Visit {
    /// The sentence of a phrase in the visitor's language.
    func say(_ phrase: Phrase) -> String { voice.say(phrase) }
}

extension Voice {
    /// The sentence of a phrase.
    func say(_ phrase: Phrase) -> String { texts.render(phrase, in: formats) }
}
