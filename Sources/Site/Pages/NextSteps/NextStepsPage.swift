import Catalogue
import HTTPServer
import MailCore
import Store
import Texts

/// «Wie weiter»: what to do once a pass has ended, in order, made of the target and the state.
enum NextStepsPage {
    struct Model: ViewModel {
        struct Link {
            var href: String
            var label: String
        }

        struct Part {
            var number: Int
            var title: String
            var what: String
            var hasSteps: Bool
            var steps: [String]
            var records: [String]
            var hasLinks: Bool
            var links: [Link]
        }

        var backHref: String
        var route: FromTo
        var before: [Part]
        var setUpNumber: Int
        var setUp: SetUp
        var after: [Part]
    }

    static func get(_ record: MigrationRecord, _ visit: Visit) throws -> Response {
        let settings = MailSettings(record.target, visit.services.catalogue)
        let actions = AllowedActions(record, now: visit.now)
        let maker = Maker(record: record, settings: settings, actions: actions, visit: visit)
        let before = maker.before
        let model = Model(
            backHref: Route.migration(record.id, .live).path,
            route: FromTo(record.source, record.target),
            before: before,
            setUpNumber: before.count + 1,
            setUp: SetUp(
                settings,
                programs: ["iphone", "android", "outlookNew", "outlookClassic", "thunderbird"],
                profileHref: Route.migration(record.id, .profile).path,
                code: SetUp.code(for: record.id, visit),
                visit
            ),
            after: maker.after(before.count + 2)
        )
        let title = [visit.say("nextSteps.windowTitle"), visit.say("live.windowTitle")]
        return try visit.page("migrations/next-steps", model, title: title)
    }

    /// Makes the parts besides the set-up.
    private struct Maker {
        let record: MigrationRecord
        let settings: MailSettings
        let actions: AllowedActions
        let visit: Visit

        /// What failed comes first: nothing is to be switched while it is missing.
        var before: [Model.Part] {
            let failed = record.projection.totals.failed
            guard failed > 0, actions.allow(.retry) else { return [part(1, "check", links: [link(.receipt)])] }
            return [part(1, "retry", ["failed": String(failed)], links: [link(.retry), link(.receipt)])]
        }

        func after(_ first: Int) -> [Model.Part] {
            let pass = actions.allow(.pass)
            // Mail may go to the old mailbox for two days after the switch, which cannot have been before the end.
            let earliest = (record.projection.ended ?? visit.now) + 2 * 86_400
            return [
                domain(first), part(first + 1, pass ? "pass" : "passClosed", links: pass ? [link(.pass)] : []),
                part(first + 2, "contract", ["earliest": String(earliest)]),
            ]
        }

        /// An address that its provider owns cannot be taken along.
        private func domain(_ number: Int) -> Model.Part {
            let source = MailAddress(record.source.user)
            guard source.flatMap({ visit.services.catalogue.provider(domain: $0.domain) }) == nil else {
                return part(number, "noDomain")
            }
            var part = part(number, "domain")
            part.records = (settings.provider?.dns.mx ?? []).map {
                visit.say("nextSteps.domain.record", ["host": $0.host, "preference": String($0.preference)])
            }
            if !part.records.isEmpty, let provider = settings.provider {
                part.records.insert(visit.say("nextSteps.domain.records", ["provider": provider.name]), at: 0)
            }
            return part
        }

        private func part(
            _ number: Int,
            _ name: String,
            _ arguments: [String: String] = [:],
            links: [Model.Link] = []
        ) -> Model.Part {
            let steps = visit.list("nextSteps.\(name).step", arguments)
            return Model.Part(
                number: number,
                title: visit.say("nextSteps.\(name).title"),
                what: visit.say("nextSteps.\(name).what", arguments),
                hasSteps: !steps.isEmpty,
                steps: steps,
                records: [],
                hasLinks: !links.isEmpty,
                links: links
            )
        }

        private func link(_ page: Route.MigrationPage) -> Model.Link {
            let label = page == .receipt ? visit.say("live.receipt") : visit.say("action.\(page.rawValue)")
            return Model.Link(href: Route.migration(record.id, page).path, label: label)
        }
    }
}
