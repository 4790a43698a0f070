import MailCore
import Store
import Texts

/// Makes the live page's model out of a migration's row.
struct LiveView {
    let record: MigrationRecord
    let voice: Voice
    let configuration: Site.Configuration
    let now: Int64

    var model: LiveModel {
        let projection = record.projection
        let pace = Pace(projection, now: now)
        let headline = Headline(record, voice, pace: pace, now: now)
        let totals = projection.totals
        let isUndo = projection.isUndone
        let (value, whole) =
            isUndo ? (totals.removed + totals.kept, totals.copied) : (totals.done, totals.found)
        let chart = isUndo ? nil : Chart(pace, isRunning: projection.state.isUnfinished, now: now, voice)
        let rows = LiveRows(record: record, voice: voice)
        let actions = AllowedActions(record, now: now)
        return LiveModel(
            windowTitle: "\(headline.word): \(headline.title)",
            said: said(headline, value: value, of: whole),
            state: LiveModel.Standing(tone: headline.tone, icon: headline.icon.rawValue, word: headline.word),
            title: headline.title,
            lead: headline.lead,
            route: FromTo(record.source, record.target),
            notice: headline.notice,
            heard: heard,
            asOf: voice.say("live.asOf", at: "time", projection.lastSignOfLife ?? record.created),
            refreshHref: path(.live),
            figure: voice.formats.number(isUndo ? totals.removed : isCounting ? totals.found : totals.arrived),
            figureOf: voice.count(figureKey, ["total": whole]),
            value: value,
            max: max(whole, 1),
            inline: isUndo || isCounting ? [] : inline(totals),
            buttons: ([actions.first].compactMap { $0 } + actions.buttons).map {
                button($0, isFirst: $0 == actions.first)
            },
            links: actions.links.map { button($0, isFirst: false) },
            closePage: closePage,
            kindsHint: rows.kinds.count > 1 ? voice.say("live.kindsHint") : nil,
            kindRows: rows.kinds,
            chart: chart,
            isMeasuring: chart == nil && projection.state.isCopying,
            hasFolders: !isUndo && !projection.folders.isEmpty,
            foldersHint: rows.foldersHint,
            foldersMore: rows.foldersMore,
            folderRows: rows.folders,
            facts: MigrationFacts(record: record, now: now, voice: voice, configuration: configuration).live
        )
    }

    private func path(_ page: Route.MigrationPage) -> String { Route.migration(record.id, page).path }

    /// That it goes on, or begins, without the page; nil where there is nothing to wait for, or somebody is waited for.
    private var closePage: String? {
        switch record.projection.state {
        case .stopped, .paused(_, until: nil, _): nil
        case let state where !state.isUnfinished: nil
        default: voice.say(record.waits(until: now) ? "live.closePagePlanned" : "live.closePage")
        }
    }

    private var figureKey: String {
        let isCalledOff = record.projection.state == .cancelled && record.projection.pass == 0
        if record.waits(until: now) || isCalledOff { return "live.figurePlanned" }
        if isCounting { return "live.figureCounting" }
        return record.projection.isUndone ? "live.figureRemoved" : "live.figureOf"
    }

    private var isCounting: Bool { record.projection.state.isCounting }

    /// The state, and how far it is in tenths: often enough to be heard, rarely enough to be borne.
    private func said(_ headline: Headline, value: Int, of whole: Int) -> String {
        let said = "\(headline.word): \(headline.title)."
        guard record.projection.state.isUnfinished, whole > 0, value > 0 else { return said }
        return "\(said) \(voice.count("live.percent", ["percent": min(value * 10 / whole, 10) * 10]))"
    }

    /// An order that was given and does not show in the state yet.
    private var heard: String? {
        let waiting = record.orders.first { order in
            switch order {
            case .migrate, .wake: false
            case .cancel, .stop: record.projection.state.isUnfinished
            default: !record.projection.state.isUnfinished || record.projection.state.isStill
            }
        }
        return waiting.map { voice.say("live.heard", ["action": $0.name]) }
    }

    private func inline(_ totals: Counts) -> [String] {
        let progress = record.projection.progress
        let bytes = max(totals.bytes, progress?.bytes ?? 0)
        var parts: [String] = []
        if let all = progress?.totalBytes, all > 0 {
            parts.append(voice.count("live.bytesOf", ["bytes": bytes, "total": max(all, bytes)]))
        } else if bytes > 0 {
            parts.append(voice.formats.size(bytes))
        }
        parts.append(voice.count("live.copied", ["n": totals.copied]))
        parts.append(voice.count("live.alreadyThere", ["n": totals.alreadyThere]))
        parts.append(voice.count("live.skipped", ["n": totals.skipped]))
        parts.append(voice.count("live.failed", ["n": totals.failed]))
        return parts
    }

    private func button(_ page: Route.MigrationPage, isFirst: Bool) -> LiveModel.Button {
        let label = page == .receipt ? voice.say("live.receipt") : voice.say("action.\(page.rawValue)")
        return LiveModel.Button(href: path(page), label: label, isFirst: isFirst)
    }
}

extension Action {
    /// The name of its texts.
    var name: String {
        switch self {
        case .migrate: "migrate"
        case .resume: "resume"
        case .pass: "pass"
        case .retry: "retry"
        case .undo: "undo"
        case .verify: "verify"
        case .close: "close"
        case .extend: "extend"
        case .delete: "delete"
        case .cancel: "cancel"
        case .stop: "stop"
        case .wake: "resume"
        }
    }
}

extension State {
    /// Whether nothing moves although the pass is not over.
    var isStill: Bool {
        switch self {
        case .paused, .stopped: true
        default: false
        }
    }

    /// Whether the source is still being listed, so that a folder without items may have some yet.
    var isCounting: Bool {
        switch underneath {
        case .queued, .discovering: true
        default: false
        }
    }

    /// Whether items are on their way.
    var isCopying: Bool { if case .copying = self { true } else { false } }

    /// The state that a pause, a stop or a closing left.
    var underneath: State {
        switch self {
        case .paused(_, _, let from), .stopped(let from), .closed(let from): from.underneath
        default: self
        }
    }
}

extension Projection {
    /// Whether it is being undone, or was.
    var isUndone: Bool {
        switch state.underneath {
        case .undoing, .undone: true
        default: false
        }
    }
}
