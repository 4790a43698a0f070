import Archive
import HTTPServer
import MailCore
import Planning
import Store

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
