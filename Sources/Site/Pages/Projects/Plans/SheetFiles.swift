import HTTPServer
import MailCore
import Planning
import Store

/// Parts of a project as files.
enum SheetFiles {
    static func get(
        _ part: SheetMaker.Part,
        isTable: Bool,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> Response {
        let sheet = try await sheet(part, desk, visit)
        let name = "\(part.rawValue).\(isTable ? "csv" : "md")"
        var response =
            isTable
            // Spreadsheets guess the encoding without a byte order mark.
            ? Response.file("\u{FEFF}" + sheet.csv, type: "text/csv; charset=utf-8", name: name)
            : Response.file(sheet.markdown, type: "text/markdown; charset=utf-8", name: name)
        response.headers["Cache-Control"] = "private, no-store"
        return response
    }

    /// A part, in the visitor's language.
    static func sheet(_ part: SheetMaker.Part, _ desk: ProjectDesk, _ visit: Visit) async throws -> Sheet {
        let maker = SheetMaker { visit.say($0) }
        switch part {
        case .inventory: return maker.inventory(desk.answers, to: desk.questionnaire)
        case .architecture: return maker.architecture(desk.plan, questionnaire: desk.questionnaire)
        case .accounts: return maker.accounts(desk.plan, done: try await done(.accounts, desk, visit))
        case .tests: return maker.tests(desk.plan)
        case .runbook: return maker.runbook(desk.plan, done: try await done(.runbook, desk, visit))
        case .messages: return maker.messages(desk.plan)
        case .dns: return maker.dns(try await DNSBoard(desk, visit).zones.map(\.plan))
        }
    }

    private static func done(
        _ list: TickItem.List,
        _ desk: ProjectDesk,
        _ visit: Visit
    ) async throws -> [String: SheetMaker.Done] {
        let ticks = try await visit.store.ticks(of: desk.id).values.filter { $0.item.list == list }
        return Dictionary(
            ticks.map { tick in
                let person = tick.actor.name(visit.voice)
                return (tick.item.name, SheetMaker.Done(person: person, instant: tick.time, minutes: tick.minutes))
            }
        ) { first, _ in first }
    }
}
