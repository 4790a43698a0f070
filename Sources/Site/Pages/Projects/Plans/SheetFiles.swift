import Archive
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

/// Everything of a project as one zip file, written as it is read.
enum ProjectArchive {
    static func get(_ desk: ProjectDesk, _ visit: Visit) async throws -> Response {
        var texts: [(name: String, text: String)] = []
        for part in SheetMaker.Part.allCases {
            let sheet = try await SheetFiles.sheet(part, desk, visit)
            texts.append(("\(part.rawValue).md", sheet.markdown))
            texts.append(("\(part.rawValue).csv", "\u{FEFF}" + sheet.csv))
        }
        for zone in try await DNSBoard(desk, visit).zones {
            let domain = FileName.safe(zone.plan.domain)
            texts.append(("dns/\(domain)-wanted.zone", DNSPage.wanted(zone, visit)))
            texts.append(("dns/\(domain)-today.zone", DNSPage.before(zone, visit)))
        }
        let files = try await visit.store.files(of: desk.id)
        let folder = visit.say("plans.archive.folder")
        let names = FileName.distinct(files.map { FileName.safe($0.name) })
        let (store, project, now, parts) = (visit.store, desk.id, visit.now, texts)
        var response = Response.stream(type: "application/zip") { writer in
            let zip = try ZipWriter()
            for (name, text) in parts {
                try zip.begin(name, modified: now)
                try zip.write(Array(text.utf8))
                try await writer.write(zip.take())
            }
            for (file, name) in Swift.zip(files, names) {
                guard let reading = try await store.open(file.id, of: project) else { continue }
                try zip.begin("\(folder)/\(name)", modified: file.time, size: file.size)
                while let octets = try await reading.next() {
                    try zip.write(octets)
                    try await writer.write(zip.take())
                }
            }
            try zip.finish()
            try await writer.write(zip.take())
        }
        response.headers["Content-Disposition"] = "attachment; filename=\"umzug-\(desk.id).zip\""
        response.headers["Cache-Control"] = "private, no-store"
        response.mayCompress = false
        return response
    }
}
