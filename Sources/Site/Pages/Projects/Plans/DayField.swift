import HTTPServer
import MailCore
import Planning

/// The day of the switch-over: chosen or not, nothing is promised by it.
struct DayField: ViewModel {
    var field: TextField
    var standing: String

    init?(_ desk: ProjectDesk, _ visit: Visit) {
        guard desk.mayEdit || desk.edits.dates.cutover != nil else { return nil }
        let noon = desk.edits.dates.cutoverNoon
        standing = noon.map { visit.say("plans.day.chosen", ["day": String($0)]) } ?? visit.say("plans.day.none")
        field = TextField(
            "day",
            label: visit.say("plans.day.label"),
            hint: visit.say("plans.day.hint"),
            value: desk.edits.dates.cutover ?? ""
        )
        field.type = "date"
    }

    /// Sets or takes back the day.
    static func post(_ form: Form, _ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let text = form["day"].trimmingWhitespace
        let day = PlanEdits.Dates(cutover: text)
        // The browser's own field gives a day or nothing; what is neither changes nothing.
        if text.isEmpty || day.cutoverNoon != nil {
            try await desk.edit(visit) { $0.dates.cutover = text.isEmpty ? nil : text }
        }
        return .seeOther(visit.route.path)
    }
}
