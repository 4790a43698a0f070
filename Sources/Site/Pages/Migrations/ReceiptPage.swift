import HTTPServer
import MailCore
import Store
import Texts

/// The receipt: sums that balance, every exception with its reason and remedy, what can still be done.
enum ReceiptPage {
    struct Model: ViewModel {
        struct Sum {
            var name: String
            var number: String
            var sign: String?
            var isSum: Bool
        }

        struct KindRow {
            var name: String
            var icon: String
            var copied: LiveModel.Cell
            var there: LiveModel.Cell
            var skipped: LiveModel.Cell
            var failed: LiveModel.Cell
            var found: String
        }

        struct Exception {
            var standing: LiveModel.Standing
            var place: String
            var subject: String
            var about: String
            var reason: String
            var remedy: String
            var detail: String?
            var more: AnswerBook.Link?
        }

        struct Way {
            var source: String
            var target: String
            var isRenamed: Bool
        }

        struct Undo {
            var left: String
            var until: String
            var value: Int
            var max: Int
            var what: String
            var href: String
        }

        var backHref: String
        var state: LiveModel.Standing
        var title: String
        var lead: String
        var route: FromTo
        var nextStepsHref: String?
        var balanceHint: String
        var sums: [Sum]
        var kindRows: [KindRow]
        /// Where there are several kinds.
        var totals: KindRow?
        var notes: [String]
        var exceptionsHint: String
        var exceptions: [Exception]
        var emptyNote: String
        var pageText: String?
        var previousHref: String?
        var nextHref: String?
        var retryHref: String?
        var undo: Undo?
        var ways: [Way]
        var csvHref: String
        var jsonHref: String
        var facts: [Fact]
    }

    static func get(_ record: MigrationRecord, _ visit: Visit) async throws -> Response {
        let receipt = try await visit.services.receipt(record.id)
        let exceptions = try await ExceptionsPage(of: receipt.exceptions, record.id, visit)
        let view = ReceiptView(record: record, receipt: receipt, voice: visit.voice)
        let headline = Headline(
            record,
            visit.voice,
            pace: Pace(record.projection, now: visit.now),
            now: visit.now
        )
        let actions = AllowedActions(record, now: visit.now)
        let isRunning = record.projection.state.isUnfinished
        let model = Model(
            backHref: Route.migration(record.id, .live).path,
            state: LiveModel.Standing(tone: headline.tone, icon: headline.icon.rawValue, word: headline.word),
            title: headline.title,
            lead: headline.lead,
            route: FromTo(record.source, record.target),
            nextStepsHref: actions.allow(.nextSteps) ? Route.migration(record.id, .nextSteps).path : nil,
            balanceHint: visit.say(isRunning ? "receipt.balanceRunning" : "receipt.balanceHint"),
            sums: view.sums,
            kindRows: view.kindRows,
            totals: view.kindRows.count > 1 ? view.totals : nil,
            notes: view.notes,
            exceptionsHint: visit.voice.count("receipt.exceptionsCount", ["n": exceptions.total]),
            exceptions: exceptions.items.map { view.exception($0.item) },
            emptyNote: visit.say(isRunning ? "receipt.noExceptionsYet" : "receipt.noExceptions"),
            pageText: exceptions.text(visit.voice),
            previousHref: exceptions.previous,
            nextHref: exceptions.next,
            retryHref: actions.allow(.retry) ? Route.migration(record.id, .retry).path : nil,
            undo: actions.allow(.undo) ? view.undo(now: visit.now) : nil,
            ways: view.ways,
            csvHref: Route.migration(record.id, .receiptCSV).path,
            jsonHref: Route.migration(record.id, .receiptJSON).path,
            facts: MigrationFacts(
                record: record,
                now: visit.now,
                voice: visit.voice,
                configuration: visit.site.configuration
            ).receipt
        )
        let title = ["\(visit.say("receipt.windowTitle")): \(headline.word)", visit.say("live.windowTitle")]
        return try visit.page("migrations/receipt", model, title: title)
    }
}
