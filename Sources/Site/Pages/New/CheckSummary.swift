import Catalogue
import MailCore
import Store
import Texts

/// A line of facts: what, how much, and where to change it.
struct Fact: ViewModel {
    var name: String
    var value: String
    var isCode = false
    var note: String?
    var href: String?
    var link: String?
    var moreHref: String?
    var more: String?
}

/// What the check page says about the migration as a whole.
struct CheckSummary {
    let draft: Draft
    let preview: Preview
    let visit: Visit

    var lead: String {
        guard preview.items > 0 else { return visit.say("check.nothing") }
        return visit.say(
            "check.lead",
            [
                "items": String(preview.items), "bytes": String(preview.bytes),
                "folders": String(preview.folders.count),
            ]
        )
    }

    var facts: [Fact] {
        var facts = [
            account("check.source", draft.source, to: .source),
            account("check.target", draft.target, to: .target),
            fact("check.kinds", draft.options.kinds.sorted().map(visit.name).joined(separator: ", ")),
            fact("check.folders", visit.say("check.foldersCount", folders)),
            fact("check.amount", visit.say("check.amountText", amount)),
        ]
        if let since = draft.options.since { facts.append(fact("check.since", visit.formats.date(since))) }
        if preview.skippedByOptions > 0 {
            let count = ["items": String(preview.skippedByOptions)]
            facts.append(fact("check.skipped", visit.say("check.skippedCount", count)))
        }
        facts += days
        let copies = draft.options.exactOnly ? "check.copiesExact" : "check.copiesAltered"
        facts.append(fact("check.copies", visit.say(copies)))
        return facts
    }

    /// The days that a provider's limit forces on this much mail.
    private var days: [Fact] {
        let sides: [(Draft.Account?, KeyPath<Provider.Limits, Int?>, String)] = [
            (draft.source, \.downloadBytesPerDay, "check.daysToRead"),
            (draft.target, \.uploadBytesPerDay, "check.daysToStore"),
        ]
        return sides.compactMap { account, limit, key in
            guard let host = account?.endpoint.host,
                let provider = visit.services.catalogue.provider(server: host.lowercased())?.provider,
                let bytes = provider.limits[keyPath: limit], bytes > 0, preview.bytes > bytes
            else { return nil }
            let days = (preview.bytes + bytes - 1) / bytes
            let words = ["provider": provider.name, "bytes": String(bytes), "days": String(days)]
            return Fact(name: visit.say("check.duration"), value: visit.say(key, words))
        }
    }

    private var folders: [String: String?] {
        // Folders that hold no mail themselves leave none behind.
        let omitted = preview.omissions.count { $0.reason != .notSelectable }
        return ["folders": String(preview.folders.count), "omitted": omitted > 0 ? String(omitted) : nil]
    }

    private var amount: [String: String] {
        ["items": String(preview.items), "bytes": String(preview.bytes)]
    }

    private func account(
        _ key: String,
        _ account: Draft.Account?,
        to page: Route.WizardPage
    ) -> Fact {
        Fact(
            name: visit.say(key),
            value: account?.endpoint.user ?? "",
            note: account.map { "\($0.endpoint.host):\($0.endpoint.port)" },
            href: Route.newMigration(page).path,
            link: visit.say("check.change")
        )
    }

    private func fact(_ key: String, _ value: String) -> Fact {
        Fact(
            name: visit.say(key),
            value: value,
            href: Route.newMigration(.options).path,
            link: visit.say("check.change")
        )
    }
}
