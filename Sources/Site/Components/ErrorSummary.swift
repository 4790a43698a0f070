import MailCore
import Texts

/// What stands at the top of a page whose form has to be corrected.
struct ErrorSummary: ViewModel {
    struct Link {
        var href: String
        var message: String
    }

    var heading: String
    var what: String?
    var links: [Link]
    var who: String?
    var kept: String?
    var wording: String?
    var more: AnswerBook.Link?

    /// The complaints, each with a link to its field.
    init(_ complaints: Complaints, heading: String, kept: String?) {
        self.heading = heading
        self.kept = kept
        links = complaints.items.map { Link(href: "#\($0.field)", message: $0.message) }
    }

    /// A problem that came up when the form was acted on; the link leads to the field that can mend it.
    init(_ problem: ProblemText, field: String, kept: String?, more: AnswerBook.Link?) {
        heading = problem.title
        what = problem.what
        links = [Link(href: "#\(field)", message: problem.next)]
        who = problem.who
        wording = problem.detail.isEmpty ? nil : problem.detail
        self.kept = kept
        self.more = more
    }
}

extension Visit {
    /// What stands above a form that has to be corrected, by the keys of its texts; nil for nothing.
    func summary(
        _ complaints: Complaints,
        heading: String = "error.heading",
        kept: String? = "error.keptAll"
    ) -> ErrorSummary? {
        complaints.isEmpty ? nil : ErrorSummary(complaints, heading: say(heading), kept: kept.map { say($0) })
    }
}

/// A notice in the page: a pause, a blocker, one important thing.
struct Notice: ViewModel {
    var tone: String
    var icon: String
    var heading: String
    var text: String
    var next: String?
    var who: String?
    var wording: String?
    var more: AnswerBook.Link?

    /// A problem, as a notice.
    init(_ problem: Problem, _ voice: Voice, tone: String, icon: Icon, heading: String? = nil) {
        let more = voice.answer(to: problem)
        let problem = voice.words(for: problem)
        self.tone = tone
        self.icon = icon.rawValue
        self.heading = heading ?? problem.title
        text = problem.what
        next = problem.next
        who = problem.who
        wording = problem.detail.isEmpty ? nil : problem.detail
        self.more = more
    }
}
