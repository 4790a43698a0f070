import HTTPServer
import MailCore

/// What Umzug does, and the doors to it.
enum HomePage {
    struct Model: ViewModel {
        struct Line {
            var label: String
            var line: String
            var tip: String
            var x: Int
            var y: Int
            var textY: Int
        }

        var newMigration: String
        var track: String
        var project: String
        var undo: String
        var before: String
        var after: String
        var facts: [Fact]
        var lines: [Line]
    }

    static func get(_ visit: Visit) throws -> Response {
        let offer = Offer(catalogue: visit.services.catalogue, texts: visit.site.texts, formats: visit.formats)
        let (before, after) = (["protocols": offer[.sourceProtocols]], ["protocols": offer[.targetProtocols]])
        let model = Model(
            newMigration: Route.newMigration(.source).path,
            track: Route.track.path,
            project: Route.projects(visit.site.configuration.openInventory ? .new : .enter).path,
            undo: visit.say("home.undo", ["hours": String(visit.site.configuration.undoHours)]),
            before: visit.say("home.anyProvider", before),
            after: visit.say("home.anyProvider", after),
            facts: [
                Fact(name: visit.say("home.kinds"), value: offer[.kinds]),
                Fact(name: visit.say("home.sources"), value: offer[.sources]),
                Fact(name: visit.say("home.targets"), value: offer[.targets]),
            ],
            lines: lines(visit)
        )
        return try visit.page("home", model, title: [visit.say("home.windowTitle")]).kept()
    }

    /// From the hollow square to the solid one: a line a folder, each with mail somewhere on the way.
    private static func lines(_ visit: Visit) -> [Model.Line] {
        let folders = [
            "home.inbox", "use.sent", "use.drafts", "home.projects", "home.invoices", "use.archive", "use.trash",
        ]
        let places = [210, 262, 150, 298, 186, 240, 166]
        return zip(folders, places).enumerated().map { index, pair in
            let y = 46 + 48 * index
            return Model.Line(
                label: visit.say(pair.0),
                line: "M92 \(y)h248",
                tip: "M332 \(y - 4)l5 4-5 4",
                x: pair.1,
                y: y - 4,
                textY: y - 9
            )
        }
    }
}
