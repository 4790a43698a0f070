import HTTPServer
import MailCore
import Planning
import Store

/// All hours that were booked, as a file for a spreadsheet.
enum HoursFile {
    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        let titles = Dictionary(uniqueKeysWithValues: desk.plan.effort.steps.map { ($0.id, visit.say($0.title)) })
        let heading = ["day", "step", "side", "hours", "who", "note"].map { visit.say("projects.hours.\($0)") }
        let lines = try await visit.store.bookings(of: desk.id).map { booking in
            let hundredths = (booking.minutes * 100 + 30) / 60
            let hours = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
            return CSV.line([
                booking.day.iso, titles[booking.step] ?? booking.step,
                visit.say("projects.side.\(booking.party.rawValue)"), hours, booking.actor.name(visit.voice),
                booking.note,
            ])
        }
        let text = "\u{FEFF}" + CSV.line(heading) + lines.joined()
        return .file(text, type: "text/csv; charset=utf-8", name: "hours.csv")
    }
}
