import HTTPServer
import MailCore
import Planning

/// One item of the plan as a form edits it: a decision, a test case, a step; or a new one.
///
/// A form knows what it was filled with, so that whoever saves it learns of what somebody else changed meanwhile, and of
/// nothing else.
struct PlanItem {
    /// A control and what stands in it.
    struct Field {
        var name: String
        var value: String
        /// What stands in it, as people read it.
        var shown: String

        init(_ name: String, _ value: String, shown: String? = nil) {
            (self.name, self.value, self.shown) = (name, value, shown ?? value)
        }
    }

    /// The name of an item that is not there yet.
    static let new = "new"

    /// Its name; `new` for one that is to be made.
    let id: String
    /// What it says now; nil where it is not there.
    let fields: [Field]?

    var isNew: Bool { id == PlanItem.new }
    /// Whether somebody removed it, or it follows from the answers no more.
    var isGone: Bool { fields == nil && !isNew }

    /// The form as it is first shown.
    func form(_ key: String) -> Form { Form([(key, id)] + (fields ?? []).map { ($0.name, $0.value) }) }

    /// What was sent, over what the item says: another part of its page sends only its own controls.
    func form(_ key: String, sent: Form) -> Form {
        Form(sent.fields.map { ($0.name, $0.value) } + form(key).fields.map { ($0.name, $0.value) })
    }

    /// What each control was filled with, as a page carries it along.
    var seen: String { (fields ?? []).map { "\($0.name)=\(PlanItem.digest($0.value))" }.joined(separator: " ") }

    /// What somebody else did to the item since the form was shown: each at its control, with what it says now.
    func complaints(_ sent: Form, _ visit: Visit) -> Complaints {
        if isGone { return .about("title", visit.say("plans.edit.gone")) }
        var complaints = Complaints()
        let seen = Set(sent["seen"].split(separator: " ").map(String.init))
        guard !seen.isEmpty else { return complaints }
        for field in fields ?? [] where !seen.contains("\(field.name)=\(PlanItem.digest(field.value))") {
            guard sent[field.name].trimmingWhitespace != field.value else { continue }
            complaints.add(field.name, visit.say("plans.edit.outdated", ["now": field.shown]))
        }
        return complaints
    }

    /// A number of a text by which a change is seen; nothing is kept secret by it.
    private static func digest(_ text: String) -> String {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for octet in text.utf8 { hash = (hash ^ UInt64(octet)) &* 1_099_511_628_211 }
        return String(hash, radix: 36)
    }
}
