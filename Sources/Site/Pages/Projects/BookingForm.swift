import HTTPServer
import MailCore
import Store
import Texts

/// What somebody typed to book hours on a step: the day and a note; the button says how many.
struct BookingForm {
    /// The longest note.
    private static let noteLimit = 200

    let step: String
    private let typed: Form
    private let complaints: Complaints

    init(_ typed: Form, _ step: String, _ complaints: Complaints = Complaints()) {
        (self.typed, self.step, self.complaints) = (typed, step, complaints)
    }

    private var dayID: String { "day-\(step)" }
    private var noteID: String { "note-\(step)" }

    /// Whether something of it is to be mended.
    var isWrong: Bool { complaints[dayID] != nil || complaints[noteID] != nil }

    var note: String { String(typed[noteID].trimmingWhitespace.prefix(BookingForm.noteLimit)) }

    /// The day: today where none was typed; nil for what is none, or has not come yet.
    func day(_ visit: Visit) -> CivilDate? {
        let (text, today) = (typed[dayID].trimmingWhitespace, visit.today)
        guard !text.isEmpty else { return today }
        guard let day = CivilDate(iso: text) ?? CivilDate(dotted: text), day.daysSinceEpoch <= today.daysSinceEpoch,
            day.year >= 2000
        else { return nil }
        return day
    }

    /// What is wrong with the day.
    func dayComplaint(_ visit: Visit) -> Complaints { .about(dayID, visit.say("projects.hub.dayWrong")) }

    /// What is missing where somebody pressed Enter in a field, which names no hours.
    func hoursComplaint(_ visit: Visit) -> Complaints { .about(noteID, visit.say("projects.hub.hoursMissing")) }

    func dayField(_ visit: Visit) -> TextField {
        let text = typed.contains(dayID) ? typed[dayID] : visit.today.iso
        var field = TextField(dayID, label: visit.say("projects.hours.day"), value: text)
        field.type = "date"
        return field.with(complaints)
    }

    func noteField(_ visit: Visit) -> TextField {
        TextField(noteID, label: visit.say("projects.hub.note"), value: note, autocomplete: "off").with(complaints)
    }
}

extension Visit {
    /// The day that it is where the installation's clock hangs.
    var today: CivilDate {
        CivilDate(daysSinceEpoch: CivilDate.split(now + Int64(formats.zone.offset(now))).days)
    }
}

extension CivilDate {
    /// A day as `21.11.2026`, for browsers that have no field for days; nil where there is no such day.
    fileprivate init?(dotted text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
            String(part).trimmingWhitespace
        }
        guard parts.count == 3, parts[2].count == 4 else { return nil }
        let padded = parts.map { $0.count == 1 ? "0\($0)" : $0 }
        self.init(iso: "\(padded[2])-\(padded[1])-\(padded[0])")
    }
}
