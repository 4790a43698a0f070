import HTTPServer
import MailCore
import Planning
import Store

extension ProjectDesk {
    /// Whether the visitor changes what follows from the answers: the consultant, or where there is none yet, the customer.
    var mayEdit: Bool {
        access.isConsultant || project.consultancy == nil && access.member?.role == .customer
    }

    /// Changes the plan's edits as they are now; what somebody else changed meanwhile stays.
    func edit(_ visit: Visit, _ change: (inout PlanEdits) throws -> Void) async throws {
        guard mayEdit else { throw Refusal.notFound }
        var (document, version) = (edits, editsVersion)
        while true {
            try change(&document)
            let saving = try await visit.store.save(
                document,
                named: ProjectDesk.edits,
                of: id,
                basedOn: version,
                by: actor
            )
            guard case .conflict(let other) = saving else { return }
            (document, version) = (other.document, other.version)
        }
    }
}

/// Reads what a consultant typed into the plan.
struct PlanFields {
    let form: Form
    let visit: Visit
    var complaints = Complaints()

    /// What was typed to an item; what somebody else did to it meanwhile is said first.
    init(_ form: Form, of item: PlanItem, _ visit: Visit) {
        self.form = form
        self.visit = visit
        complaints = item.complaints(form, visit)
    }

    /// A text; a complaint where it is missing or too long.
    mutating func text(_ id: String, isNeeded: Bool = true) -> String {
        let text = form[id].trimmingWhitespace
        if text.isEmpty, isNeeded { complaints.add(id, visit.say("plans.edit.missing")) }
        if text.count > PlanEdits.textLimit {
            complaints.add(id, visit.say("plans.edit.tooLong", ["n": String(PlanEdits.textLimit)]))
        }
        return text
    }

    /// A text in place of a derived one; nil where it says the same.
    mutating func other(_ id: String, than phrase: Phrase?) -> String? {
        let typed = text(id, isNeeded: false)
        return typed == (phrase.map { visit.say($0) } ?? "") ? nil : typed
    }

    /// One of the cases of an enumeration; the first where none was chosen.
    func choice<Value: RawRepresentable & CaseIterable>(_ id: String, default value: Value) -> Value
    where Value.RawValue == String {
        Value(rawValue: form[id]) ?? value
    }

    /// Minutes of a day.
    mutating func minutes(_ id: String, isNeeded: Bool = true) -> Int? {
        let text = form[id].trimmingWhitespace
        if text.isEmpty, !isNeeded { return nil }
        guard let minutes = Int(text), (0...PlanFields.mostMinutes).contains(minutes) else {
            complaints.add(id, visit.say("plans.edit.minutes", ["n": String(PlanFields.mostMinutes)]))
            return nil
        }
        return minutes
    }

    private static let mostMinutes = 9_999
}

extension ChoiceField {
    /// All cases of an enumeration, by their titles.
    init<Value: RawRepresentable & CaseIterable>(
        _ id: String,
        label: String,
        all: [Value],
        chosen: Value,
        title: (Value) -> String
    ) where Value.RawValue == String {
        self.init(id, label: label, choices: all.map { ($0.rawValue, title($0)) }, chosen: chosen.rawValue)
    }
}

/// A part of the plan as a file.
struct SheetLinks: ViewModel {
    var markdown: String
    var csv: String

    init(_ part: SheetMaker.Part, _ desk: ProjectDesk) {
        markdown = Route.sheet(desk.id, part, isTable: false).path
        csv = Route.sheet(desk.id, part, isTable: true).path
    }
}
